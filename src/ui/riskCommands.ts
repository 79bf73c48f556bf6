import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { UserError } from '../base/errors';
import type { Task } from '../core/model';
import type { CommandHandlers } from './commands';
import type { Pick } from './pick';
import { findReviewed } from './reviewedDocument';
import { hunkFinder } from './reviewCommands';
import type { ReviewScopes } from './reviewScopes';
import { markedPlaces, type MarkedPlace } from './riskModel';

/** Shows what the radar marked in a change, and goes there. A program gets the list, and nothing opens. */
export function riskCommands(
  autobot: Autobot,
  pick: Pick,
  scopes: ReviewScopes,
): { readonly [C in 'autobot.showRisks']: CommandHandlers[C] } {
  const { review } = autobot;
  const findHunk = hunkFinder(autobot, scopes);

  const goTo = async (task: Task, { path, hunk, line }: MarkedPlace): Promise<void> => {
    const file = (await review.change(task)).files.find(candidate => candidate.path === path);
    const start = file?.hunks.find(({ id }) => id === hunk)?.after.start ?? 0;
    const inHunk = line === null ? 0 : Math.max(0, line - 1 - start);
    const at = hunk === null ? 0 : (await findHunk({ task: task.id, path, hunk })).line + inHunk;
    await scopes.openDiff(task, path, at);
  };

  return {
    'autobot.showRisks': async (argument, asks) => {
      const uri = vscode.window.activeTextEditor?.document.uri;
      const [here] = argument === undefined && uri ? findReviewed(autobot, uri) : [];
      const [id, path] = typeof argument === 'object' ? [argument.task, argument.path] : [argument, here?.file.path];
      const hasChange = (row: Task): boolean => row.filesChanged.length > 0;
      const task = here?.task ?? (await pick.task(id, hasChange, t('No task has changed anything.')));
      const marks = markedPlaces((await review.change(task)).files, review.statesOf(task), path);
      if (!asks) {
        return marks;
      }
      if (marks.length === 0) {
        throw new UserError('noRisks', t('Nothing in this change is marked.'));
      }
      const items = marks.map(mark => ({
        label: `$(warning) ${mark.what}`,
        description: mark.line === null ? mark.path : `${mark.path}:${mark.line}`,
        detail: mark.decision === null || mark.decision === 'pending' ? '' : mark.decision,
        mark,
      }));
      const chosen = await vscode.window.showQuickPick(items, {
        title: t('Risks'),
        placeHolder: t('What deserves a closer look. Choose one to go there.'),
        matchOnDescription: true,
      });
      if (chosen) {
        await goTo(task, chosen.mark);
      }
      return marks;
    },
  };
}
