import { t } from '@vscode/l10n';
import { formatNumber } from '../base/numbers';

/** Longest input and output of one tool call: the first and the last part are kept. */
export const outputLimit = 20_000;
const headOfOutput = 4_000;

/** Head and tail of a text that is too long, with a line between them that says how much is missing. */
export function cutMiddle(text: string, limit = outputLimit): string {
  if (text.length <= limit) {
    return text;
  }
  const head = Math.min(headOfOutput, Math.floor(limit / 4));
  const missing = formatNumber(text.length - limit);
  return t`${text.slice(0, head)}\n… ${missing} characters left out …\n${text.slice(head - limit)}`;
}
