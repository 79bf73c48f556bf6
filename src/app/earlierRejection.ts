import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import { showPath } from '../core/gitPath';
import type { Decision, Task } from '../core/model';
import { readEntries } from '../git/trees';
import type { Editors } from './ports';
import { originOf } from './rejected';
import { planUndo, type UndoPlan } from './undoPlan';
import { type CurrentFiles, filesIn, readCurrentFiles, readTexts } from './workTree';

/** What it takes to bring back what was taken out of a file before a turn that is over. */
export interface EarlierPlan {
  readonly paths: readonly string[];
  readonly current: CurrentFiles;
  readonly inWorkTree: UndoPlan['targets'];
  /** The same in the task's "after" tree, which is without it since that turn. */
  readonly inChange: UndoPlan['targets'];
}

/** `rows`: of one file and one rejection. Writes nothing. `changedSince` where the lines have changed since, by the developer or by Claude. */
export async function planEarlier(task: Task, [row]: readonly Decision[], editors: Editors): Promise<EarlierPlan> {
  const { workTree, afterTree } = task;
  if (!row?.undoFrom || !row.undoTo || !afterTree) {
    throw unknownBefore();
  }
  const { path, undoFrom, undoTo } = row;
  const origin = await originOf(workTree, row);
  const paths = origin === null ? [path] : [origin, path];
  const [was, became, after, current] = await Promise.all([
    readEntries(workTree, undoFrom, paths),
    readEntries(workTree, undoTo, paths),
    readEntries(workTree, afterTree, paths),
    readCurrentFiles(workTree, paths, editors),
  ]);
  const texts = await readTexts(workTree, [...was.values(), ...became.values(), ...after.values()]);
  const facts = { paths, was, became, texts, answer: 'leave' } as const;
  const inWorkTree = planUndo({ ...facts, current: current.files });
  const inChange = planUndo({ ...facts, current: filesIn(after, texts) });
  const [overlap] = [...inWorkTree.overlaps, ...inChange.overlaps];
  if (overlap) {
    throw new UserError(
      'changedSince',
      t`${showPath(overlap.path)}, line ${overlap.line + 1}: what is there has changed since, so nothing was brought back. Open what was rejected, and copy from it.`,
    );
  }
  return { paths, current, inWorkTree: inWorkTree.targets, inChange: inChange.targets };
}

export function unknownBefore(): UserError {
  return new UserError('noUndo', t('What was there before is not known, so it cannot be brought back.'));
}
