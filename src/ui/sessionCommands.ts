import { t } from '@vscode/l10n';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { exportSession } from '../app/exportSession';
import { searchHistory } from '../app/search';
import { sessionName } from '../app/sessionKeeping';
import { renderSession } from '../app/sessionMarkdown';
import { isOpen } from '../app/sessions';
import type { Session } from '../core/model';
import type { CommandHandlers } from './commands';
import { askText, type Pick } from './pick';
import { foundItem } from './searchModel';
import type { TimelinePanels } from './timelinePanel';
import { countOf } from '../protocol/counts';

type SessionCommand =
  | 'autobot.endSession'
  | 'autobot.reopenSession'
  | 'autobot.renameSession'
  | 'autobot.pinSession'
  | 'autobot.unpinSession'
  | 'autobot.archiveSession'
  | 'autobot.unarchiveSession'
  | 'autobot.deleteSession'
  | 'autobot.searchHistory'
  | 'autobot.exportSession';

/** Commands on what becomes of sessions. */
export function sessionCommands(
  autobot: Autobot,
  pick: Pick,
  panels: TimelinePanels,
): { readonly [C in SessionCommand]: CommandHandlers[C] } {
  const { keeping, sessions } = autobot;
  const isOver = ({ status }: Session): boolean => !isOpen(status);
  return {
    'autobot.endSession': async (id, asks) => {
      const session = await pick.session(id, ({ status }) => isOpen(status));
      return (await endSession(autobot, session, asks)).id;
    },
    'autobot.reopenSession': async id => (await keeping.reopen((await pick.session(id, isOver)).id)).id,
    'autobot.renameSession': async given => {
      const isProgram = typeof given === 'object';
      const session = await pick.session(isProgram ? given.session : given, () => true);
      const name = isProgram ? (given.name ?? '') : await askName(session);
      return (await keeping.rename(session.id, name)).id;
    },
    'autobot.pinSession': async id => (await keeping.pin((await pick.session(id, row => !row.pinned)).id, true)).id,
    'autobot.unpinSession': async id => (await keeping.pin((await pick.session(id, row => row.pinned)).id, false)).id,
    'autobot.archiveSession': async id => {
      const session = await pick.session(id, row => isOver(row) && !row.archived);
      return (await keeping.archive(session.id, true)).id;
    },
    'autobot.unarchiveSession': async id => {
      const session = await pick.session(id, row => row.archived);
      return (await keeping.archive(session.id, false)).id;
    },
    'autobot.deleteSession': async (id, asks) => {
      const session = await pick.session(id, () => true);
      if (asks) {
        await confirmDelete(autobot, session);
      }
      await keeping.delete(session.id);
      return session.id;
    },
    'autobot.searchHistory': async text => {
      if (text !== undefined) {
        return searchHistory(autobot.history, text).map(({ task }) => task.id);
      }
      const task = await askSearch(autobot);
      panels.show(sessions.get(task.sessionId).repositoryId, task.sessionId);
      return [task.id];
    },
    'autobot.exportSession': async given => {
      const isProgram = typeof given === 'object';
      const session = await pick.session(isProgram ? given.session : given, () => true);
      const format = isProgram ? given.format : await askFormat();
      const exported = await exportSession(autobot, session.id, Date.now());
      const text = format === 'json' ? `${JSON.stringify(exported, undefined, 2)}\n` : renderSession(exported);
      const file = isProgram ? given.file : await askFile(session, format);
      if (file === undefined) {
        return text;
      }
      await writeFile(file, text, { mode: 0o600 });
      return file;
    },
  };
}

/** A session with something in review ends only when the user says so; what is in review stays, to be decided later. */
async function endSession({ sessions }: Autobot, session: Session, asks: boolean): Promise<Session> {
  const undecided = sessions.undecided(session.id);
  if (undecided.length === 0 || !asks) {
    return sessions.end(session.id);
  }
  const end = t('End Session');
  const answer = await vscode.window.showWarningMessage(
    undecided.length === 1
      ? t('One task is still in review. End the session all the same?')
      : t`${undecided.length} tasks are still in review. End the session all the same?`,
    {
      modal: true,
      detail: t('What is in review stays so, and keeps the repository until it is committed or rejected.'),
    },
    end,
  );
  if (answer !== end) {
    throw new vscode.CancellationError();
  }
  return sessions.end(session.id, { leaveInReview: true });
}

async function confirmDelete({ keeping }: Autobot, session: Session): Promise<void> {
  const { tasks, undecided } = keeping.contents(session.id);
  const remove = t('Delete');
  const review =
    undecided === 0 ? '' : t` ${countOf(undecided, 'task')} of it can then neither be reviewed nor taken back.`;
  const detail = t`This deletes ${countOf(tasks, 'task')} for good, with snapshots, transcripts and logs. Your files and commits stay as they are.${review}`;
  const question = t`Delete the session ${sessionName(session)}?`;
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, remove);
  if (answer !== remove) {
    throw new vscode.CancellationError();
  }
}

function askName(session: Session): Promise<string> {
  return askText({
    title: t('Rename Session'),
    prompt: t('Name of the session; empty for none'),
    value: session.name ?? '',
  });
}

async function askFormat(): Promise<'markdown' | 'json'> {
  const items = [
    { label: 'Markdown', description: t('to read'), format: 'markdown' as const },
    {
      label: 'JSON',
      description: t('for programs; its schema is published with the extension'),
      format: 'json' as const,
    },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('Export Session'),
    placeHolder: t('In which format?'),
  });
  if (!chosen) {
    throw new vscode.CancellationError();
  }
  return chosen.format;
}

async function askFile(session: Session, format: 'markdown' | 'json'): Promise<string> {
  const ending = format === 'json' ? 'json' : 'md';
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const name = `session-${new Date(session.startedAt).toISOString().slice(0, 10)}.${ending}`;
  const uri = await vscode.window.showSaveDialog({
    title: t('Export Session'),
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, name) }),
    filters: { [format === 'json' ? 'JSON' : 'Markdown']: [ending] },
  });
  if (!uri) {
    throw new vscode.CancellationError();
  }
  return uri.fsPath;
}

/** Results change while the user writes; the chosen task. */
function askSearch({ history }: Autobot): Promise<ReturnType<typeof searchHistory>[number]['task']> {
  const box = vscode.window.createQuickPick<ReturnType<typeof foundItem>>();
  box.title = t('Search History');
  box.placeholder = t('Words of a prompt, message, answer, file or commit');
  box.onDidChangeValue(text => {
    // What was found is what fits: VS Code would filter by the label alone.
    box.items = searchHistory(history, text, 50).map(found => ({ ...foundItem(found), alwaysShow: true }));
  });
  box.show();
  return new Promise((resolve, reject) => {
    box.onDidAccept(() => {
      const [chosen] = box.selectedItems;
      if (chosen) {
        resolve(chosen.task);
        box.dispose();
      }
    });
    box.onDidHide(() => {
      reject(new vscode.CancellationError());
      box.dispose();
    });
  });
}
