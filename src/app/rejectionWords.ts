import { t } from '@vscode/l10n';
import { showPath } from '../core/gitPath';
import type { Outcome, Rejected } from './rejections';

export interface RejectedTask extends Rejected {
  /** Titles of tasks that were built on what is now taken out. */
  readonly builtOn: readonly string[];
}

/** The outcome of what had nothing to write. */
export const nothingLeft: Outcome = { overlaps: [], failed: [], differs: [] };

/** What the user should know of a rejection or of its undo; `null` when all went as asked. */
export function outcomeInWords({ overlaps, failed, differs, ...rest }: Outcome | RejectedTask): string | null {
  const builtOn = 'builtOn' in rest ? rest.builtOn : [];
  const paths = [...new Set(overlaps.map(({ path }) => showPath(path)))];
  const sentences = [
    paths.length > 0 && t`Your own edits were kept where they overlap: ${listed(paths)}.`,
    failed.length > 0 && t`Left as they were: ${listed(failed.map(({ path, why }) => `${showPath(path)} (${why})`))}.`,
    differs.length > 0 &&
      t`Something else changed these files at the same time; look at them: ${listed(differs.map(showPath))}.`,
    builtOn.length > 0 && t`Built on this task, so look at it again: ${listed(builtOn.map(title => `“${title}”`))}.`,
  ].filter(sentence => sentence !== false);
  return sentences.length === 0 ? null : sentences.join(' ');
}

/** A few by name, the rest by number. */
function listed(items: readonly string[]): string {
  const shown = items.slice(0, 10).join(', ');
  return items.length > 10 ? t`${shown} and ${items.length - 10} more` : shown;
}
