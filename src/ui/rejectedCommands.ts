import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import type { RejectedHunk } from '../app/rejected';
import { UserError } from '../base/errors';
import { Disposables } from '../base/lifecycle';
import type { Decision, DecisionKind, Task } from '../core/model';
import type { CommandHandlers } from './commands';
import type { RejectionsByHand } from './overlaps';
import type { Pick } from './pick';
import { openRejected, openRejectedEarlier } from './rejectedDocument';
import { earlierItem, rejectedItem } from './rejectedModel';
import { findReviewed } from './reviewedDocument';

/** Lists what was rejected, shows it as a diff, and brings it back. A program gets the list, and nothing opens. */
export function rejectedCommands(
  autobot: Autobot,
  pick: Pick,
  byHand: RejectionsByHand,
): { readonly [C in 'autobot.showRejected' | 'autobot.openRejected']: CommandHandlers[C] } {
  const { review, actions, tasks } = autobot;

  const rejectedIn = async (task: Task, path?: string): Promise<readonly RejectedHunk[]> => {
    const { files } = await review.change(task);
    return review.rejected(
      task,
      files.filter(file => path === undefined || file.path === path),
    );
  };

  return {
    'autobot.showRejected': async (argument, asks) => {
      const uri = vscode.window.activeTextEditor?.document.uri;
      const [here] = argument === undefined && uri ? findReviewed(autobot, uri) : [];
      const [id, path] = typeof argument === 'object' ? [argument.task, argument.path] : [argument, undefined];
      const decided = new Set(autobot.history.all('decisions').map(row => rejections.has(row.decision) && row.taskId));
      const task =
        here?.task ??
        (await pick.task(id, row => decided.has(row.id), t('Nothing was rejected, or all of it is back.')));
      const list = await rejectedIn(task, path);
      if (asks) {
        const earlier = review.rejectedEarlier(task).filter(row => path === undefined || row.path === path);
        await choose(list, earlier, {
          open: ({ path: at, hunk }) => openRejected(autobot, task, at, hunk),
          openEarlier: row => openRejectedEarlier(task, row),
          bringBack: ({ path: at, hunk }) => byHand.undo(task, () => actions.undoDecision(task.id, at, hunk)),
          listNow: () => rejectedIn(tasks.get(task.id), path),
        });
      }
      return list.map(({ path: at, hunk, line, reason }) => {
        const place = { task: task.id, path: at, hunk };
        return { ...place, line: line === null ? null : line + 1, reason };
      });
    },
    'autobot.openRejected': async argument => {
      if (argument === undefined) {
        throw new UserError('noArgument', t('Use Show Rejected Hunks to choose one.'));
      }
      await openRejected(autobot, tasks.get(argument.task), argument.path, argument.hunk);
    },
  };
}

const rejections: ReadonlySet<DecisionKind> = new Set(['rejected', 'rejectedBefore']);

interface Choices {
  readonly open: (hunk: RejectedHunk) => Promise<void>;
  readonly openEarlier: (earlier: Decision) => Promise<void>;
  readonly bringBack: (hunk: RejectedHunk) => Promise<void>;
  readonly listNow: () => Promise<readonly RejectedHunk[]>;
}

/** Stays open while hunks are brought back one by one; a failure ends it. */
async function choose(
  list: readonly RejectedHunk[],
  earlier: readonly Decision[],
  { open, openEarlier, bringBack, listNow }: Choices,
): Promise<void> {
  if (list.length + earlier.length === 0) {
    throw new UserError('noRejected', t('Nothing was rejected, or all of it is back.'));
  }
  const owned = new Disposables();
  const box = owned.add(
    vscode.window.createQuickPick<ReturnType<typeof rejectedItem> | ReturnType<typeof earlierItem>>(),
  );
  const back = { iconPath: new vscode.ThemeIcon('history'), tooltip: t('Bring Back') };
  const show = (hunks: readonly RejectedHunk[]): void => {
    box.items = [...hunks.map(hunk => ({ ...rejectedItem(hunk), buttons: [back] })), ...earlier.map(earlierItem)];
  };
  show(list);
  box.title = t('Rejected Hunks');
  box.placeholder = t('Choose one to see what was rejected; its button brings it back.');
  box.matchOnDescription = true;
  box.matchOnDetail = true;
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  owned.add(box.onDidHide(() => resolve(undefined)));
  owned.add(
    box.onDidAccept(() => {
      const [chosen] = box.selectedItems;
      if (chosen) {
        const opened = 'rejected' in chosen ? open(chosen.rejected) : openEarlier(chosen.earlier);
        opened.then(() => resolve(undefined), reject);
      }
    }),
  );
  owned.add(
    box.onDidTriggerItemButton(({ item }) => {
      if (!('rejected' in item)) {
        return;
      }
      bringBack(item.rejected)
        .then(listNow)
        .then(left => (left.length + earlier.length === 0 ? resolve(undefined) : show(left)), reject);
    }),
  );
  box.show();
  try {
    await promise;
  } finally {
    owned.dispose();
  }
}
