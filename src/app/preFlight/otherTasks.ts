import { t } from '@vscode/l10n';
import type { Task } from '../../core/model';
import { isLive } from '../../core/taskState';
import { titleOf } from '../sessions';
import { block, type Check, pass, warn } from './check';

const line = { check: 'otherTask', label: t('Other task here') };

/** For a task whose turn has come: what it builds on. */
export function checkOthers(others: readonly Task[]): Check {
  const [first] = others;
  return first
    ? warn(line, t`This task builds on “${titleOf(first.prompt)}”, which is not committed yet.`)
    : pass(line, t('none'));
}

/** For a task that waits: what for, and how to go on without waiting. */
export function waitsFor(holder: Task, isHere: boolean): Check {
  const title = `“${titleOf(holder.prompt)}”`;
  if (!isLive(holder.status)) {
    const detail = t`${title} is still to be reviewed, and committed or rejected.`;
    return block(line, detail, { id: 'startOnTop', label: t('Start on Top') });
  }
  const detail = isHere
    ? t`${title} is running in this repository. This task starts when it is done.`
    : t`${title} is running in another window. This task starts when it is done.`;
  return block(line, detail, { id: 'cancelOther', label: t('Cancel the Other…') });
}

/** Somebody whose history is not ours holds the repository, as another kind of VS Code. */
export function waitsForStranger(holder: string): Check {
  return block(
    line,
    t`Another program runs a task of Autobot's in this repository (${holder}). This one starts when it is done.`,
  );
}
