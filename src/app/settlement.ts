import type { Decision } from '../core/model';
import { isWhole, placesIn, type ReviewedFile, type StateOf } from '../core/reviewedFile';
import { sameEntry } from './attribution';
import type { CurrentFile } from './workTree';

/** Of rejections that were cut short, those whose hunk is out of the work tree: read from the files, never guessed. */
export function whatIsGone(
  open: readonly Decision[],
  files: readonly ReviewedFile[],
  current: ReadonlyMap<string, CurrentFile>,
  statesOf: (path: string) => StateOf,
): Decision[] {
  return open.filter(row => {
    const file = files.find(candidate => candidate.path === row.path);
    const now = current.get(row.path);
    if (!file) {
      return false;
    }
    if (isWhole(file) || !now?.lines) {
      const origin = file.from === null ? now : current.get(file.from);
      return sameEntry(origin?.entry ?? null, file.before);
    }
    const hunks = new Set(open.filter(other => other.path === row.path).map(other => other.hunk));
    const stateOf = statesOf(file.path);
    const places = placesIn(file, now.lines, hunk => (hunks.has(hunk.id) ? 'rejected' : stateOf(hunk)));
    return places.some(place => place.kind === 'clean' && place.hunks.some(({ id }) => id === row.hunk));
  });
}
