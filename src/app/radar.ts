import { setImmediate } from 'node:timers/promises';
import { isWhole, type ReviewedFile } from '../core/reviewedFile';
import type { Texts } from '../core/riskFiles';
import { inReviewOrder, markRisks } from '../core/riskRadar';
import { readBlobs } from '../git/blobs';
import { type Change, isPlainFile } from './change';

/** Milliseconds after which others have their turn: a change may have thousands of files. */
const slice = 8;

/** A change with marks on what deserves a closer look, the riskiest files first. `edited`: see {@link EditedPaths}. */
export async function markChange(
  repository: string,
  change: Change,
  edited: ReadonlySet<string> | null,
): Promise<Change> {
  const blobs = await readBlobs(repository, change.files.filter(hasTwoTexts).flatMap(idsOf));
  const textsOf = (file: ReviewedFile): Texts | undefined =>
    hasTwoTexts(file)
      ? { before: blobs.get(file.before?.id ?? '') ?? null, after: blobs.get(file.after?.id ?? '') ?? null }
      : undefined;
  const deletions = change.files.filter(file => file.kind === 'deleted').length;
  const files: ReviewedFile[] = [];
  let began = performance.now();
  for (const file of change.files) {
    files.push(markRisks(file, { deletions, edited }, textsOf(file)));
    if (performance.now() - began > slice) {
      await setImmediate();
      began = performance.now();
    }
  }
  return { ...change, files: inReviewOrder(files) };
}

/** A plain file that has no lines here, since it was renamed, say, and whose content is another one. */
function hasTwoTexts(file: ReviewedFile): boolean {
  const { before, after } = file;
  return (
    isWhole(file) && before !== null && after !== null && before.id !== after.id && [before, after].every(isPlainFile)
  );
}

function idsOf({ before, after }: ReviewedFile): string[] {
  return [before, after].flatMap(entry => entry?.id ?? []);
}
