import type { ContentBlock, PlainLine } from './streamLine';

type Json = Readonly<Record<string, unknown>>;

/**
 * Whether a line is of the kinds that nearly all lines are, in the shape that those nearly always have.
 *
 * Looked at by hand, since the schemas take half as long as JSON.parse for them. What is not plain may still be right:
 * that is for the schemas to say, and what is wrong with it too.
 */
export function isPlainLine(line: Json): line is Json & PlainLine {
  return isText(line['parent_tool_use_id'] ?? '') && hasPlainBody(line);
}

function hasPlainBody(line: Json): boolean {
  switch (line['type']) {
    case 'stream_event':
      return isObject(line['event']) && isTextDelta(line['event']);
    case 'assistant':
      return (line['error'] ?? null) === null && isObject(line['message']) && isReply(line['message']);
    case 'user':
      return line['isSynthetic'] === undefined && isObject(line['message']) && isBlocks(line['message']['content']);
    default:
      return false;
  }
}

function isTextDelta({ type, index, delta }: Json): boolean {
  return type === 'content_block_delta' && typeof index === 'number' && isObject(delta) && isGrowth(delta);
}

function isGrowth({ type, text, thinking }: Json): boolean {
  return (type === 'text_delta' && isText(text)) || (type === 'thinking_delta' && isText(thinking));
}

function isReply({ id, content }: Json): boolean {
  return isText(id) && isBlocks(content);
}

function isBlocks(content: unknown): content is ContentBlock[] {
  return Array.isArray(content) && content.every(isBlock);
}

function isBlock(block: unknown): boolean {
  if (!isObject(block)) {
    return false;
  }
  switch (block['type']) {
    case 'text':
      return isText(block['text']);
    case 'thinking':
      return isText(block['thinking']);
    case 'tool_use':
      return isText(block['id']) && isText(block['name']);
    case 'tool_result':
      return isText(block['tool_use_id']) && typeof (block['is_error'] ?? false) === 'boolean';
    default:
      return false;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
