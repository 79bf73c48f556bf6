import { t } from '@vscode/l10n';
import * as z from 'zod';

/** Characters of one tool result that are shown and kept. */
export const resultLimit = 64 * 1024;

const Blocks = z.array(z.object({ type: z.string(), text: z.string().optional() }));

/** What a tool answered, as text: a string, or blocks of which some may be pictures. */
export function toolResultText(content: unknown): string {
  if (typeof content === 'string') {
    return cut(content);
  }
  const blocks = Blocks.safeParse(content);
  return blocks.success ? cut(blocks.data.map(block => block.text ?? `[${block.type}]`).join('\n')) : '';
}

function cut(text: string): string {
  if (text.length <= resultLimit) {
    return text;
  }
  const kept = text.slice(0, resultLimit).replace(/[\uD800-\uDBFF]$/, ''); // half a character
  return t`${kept}\n[${text.length - kept.length} more characters are not shown]`;
}
