import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import type { RejectedHunk } from '../app/rejected';
import { UserError } from '../base/errors';
import { Disposables } from '../base/lifecycle';
import type { DecisionKind, Task } from '../core/model';
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
      if (asks) {
        const listNow = async (): Promise<Item[]> => {
          const now = tasks.get(task.id);
          const { files } = await review.change(now);
          const earlier = review.rejectedEarlier(now, files).filter(row => path === undefined || row.path === path);
          return [...(await rejectedIn(now, path)).map(rejectedItem), ...earlier.map(earlierItem)];
        };
        await choose(await listNow(), {
          open: item =>
            'rejected' in item
              ? openRejected(autobot, task, item.rejected.path, item.rejected.hunk)
              : openRejectedEarlier(task, item.earlier),
          bringBack: item => {
            const { path: at, hunk } = 'rejected' in item ? item.rejected : item.earlier;
            return byHand.undo(task, () => actions.undoDecision(task.id, at, hunk));
          },
          listNow,
        });
      }
      return (await rejectedIn(tasks.get(task.id), path)).map(({ path: at, hunk, line, reason }) => {
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

type Item = ReturnType<typeof rejectedItem> | ReturnType<typeof earlierItem>;

interface Choices {
  readonly open: (item: Item) => Promise<void>;
  readonly bringBack: (item: Item) => Promise<void>;
  readonly listNow: () => Promise<readonly Item[]>;
}

/** Stays open while hunks are brought back one by one; a failure ends it. */
async function choose(list: readonly Item[], { open, bringBack, listNow }: Choices): Promise<void> {
  if (list.length === 0) {
    throw new UserError('noRejected', t('Nothing was rejected, or all of it is back.'));
  }
  const owned = new Disposables();
  const box = owned.add(vscode.window.createQuickPick<Item>());
  const back = { iconPath: new vscode.ThemeIcon('history'), tooltip: t('Bring Back') };
  const show = (items: readonly Item[]): void => {
    box.items = items.map(item => ({ ...item, buttons: [back] }));
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
        open(chosen).then(() => resolve(undefined), reject);
      }
    }),
  );
  owned.add(
    box.onDidTriggerItemButton(({ item }) => {
      bringBack(item)
        .then(listNow)
        .then(left => (left.length === 0 ? resolve(undefined) : show(left)), reject);
    }),
  );
  box.show();
  try {
    await promise;
  } finally {
    owned.dispose();
  }
}
