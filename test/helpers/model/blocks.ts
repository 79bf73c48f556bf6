import { randomUUID } from 'node:crypto';
import type { ModelRequest } from './request';
import type { Block, Lane, Turn } from './scenario';

/** A block as the API sends it. */
export type WireBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: unknown };

export function think(thinking: string): Block {
  return { thinking };
}

/** Paths are relative to the CLI's working directory. */
export function readFile(path: string): Block {
  return { tool: 'Read', input: { file_path: inFolder(path) } };
}

export function writeFile(path: string, content: string): Block {
  return { tool: 'Write', input: { file_path: inFolder(path), content } };
}

export function editFile(path: string, from: string, to: string): Block {
  return { tool: 'Edit', input: { file_path: inFolder(path), old_string: from, new_string: to } };
}

export function bash(command: string): Block {
  return { tool: 'Bash', input: { command, description: command.slice(0, 60) } };
}

/** Answers every request for a commit message: those name it in their system prompt and offer no tools. */
export function commitMessages(content: string | ((request: ModelRequest) => string)): Lane {
  const text = (request: ModelRequest): string => (typeof content === 'string' ? content : content(request));
  const onExhausted: Turn = { content: request => [text(request)] };
  return { name: 'commit messages', when: { system: /commit message/i, hasTools: false }, onExhausted };
}

/** With `${CWD}`, `${PROMPT}`, `${TOOL_RESULT}` and `${SESSION}` of the request put in. */
export function toWire(block: Block, request: ModelRequest): WireBlock {
  if (typeof block === 'string') {
    return { type: 'text', text: filled(block, request) };
  }
  if ('thinking' in block) {
    return { type: 'thinking', thinking: filled(block.thinking, request), signature: 'c2lnbmF0dXJl' };
  }
  const id = `toolu_${randomUUID().replaceAll('-', '')}`;
  return { type: 'tool_use', id, name: block.tool, input: filledDeep(block.input, request) };
}

function inFolder(path: string): string {
  return '${CWD}/' + path;
}

function filled(text: string, request: ModelRequest): string {
  const values: Record<string, string | undefined> = {
    CWD: request.cwd,
    PROMPT: request.prompts.at(-1),
    TOOL_RESULT: request.toolResults.at(-1)?.text,
    SESSION: request.session,
  };
  return text.replaceAll(/\$\{(CWD|PROMPT|TOOL_RESULT|SESSION)\}/g, (all, name: string) => values[name] ?? all);
}

function filledDeep(value: unknown, request: ModelRequest): unknown {
  if (typeof value === 'string') {
    return filled(value, request);
  }
  if (Array.isArray(value)) {
    return value.map(each => filledDeep(each, request));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filledDeep(each, request)]));
  }
  return value;
}
