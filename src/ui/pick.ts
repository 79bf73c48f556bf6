import { t } from '@vscode/l10n';
import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { sessionStatusTexts, titleOf } from '../app/sessions';
import { statusTexts } from '../app/timelineView';
import { UserError } from '../base/errors';
import type { Repository, Session, Task } from '../core/model';

/** Asks the user which repository, session or task is meant, when a command was not told. */
export class Pick {
  constructor(private readonly autobot: Autobot) {}

  /** The repository at this path; asks when there is no path and more than one, or says so where nobody can be asked. */
  async repository(path?: string, asks = true): Promise<Repository> {
    const { repositories } = this.autobot;
    if (path !== undefined) {
      const real = await realpath(path).catch(() => path); // rows hold real paths
      const known = repositories.present.find(row => row.path === real);
      const found =
        known ?? (await repositories.list()).find(row => row.path === real) ?? repositories.containing(real);
      if (!found) {
        const isMissing = repositories.missing.some(row => row.path === path);
        const why = isMissing ? t('is not there any more') : t('is not a git repository of this workspace');
        const words = [t`${path} ${why}. Try Rescan Repositories.`, ...repositories.problems.filter(isAbout(path))];
        throw new UserError('noRepository', words.join(' '));
      }
      return found;
    }
    const present = repositories.present.length > 0 ? repositories.present : await repositories.list();
    const [first, ...others] = present;
    if (!first) {
      throw new UserError('noRepository', noRepositoryInWords(repositories.problems));
    }
    if (others.length === 0) {
      return first;
    }
    if (!asks) {
      const paths = present.map(row => row.path).join(', ');
      throw new UserError('severalRepositories', t`There are several repositories. Name one of them: ${paths}.`);
    }
    const items = present.map(row => ({
      label: `$(repo) ${row.name}`,
      description: `${row.currentBranch ?? t('detached HEAD')}${row.isClean ? '' : t(' · uncommitted changes')}`,
      detail: row.path,
      row,
    }));
    const options = { title: t('Repository'), placeHolder: t('In which repository?'), matchOnDetail: true };
    return (await choose(items, options)).row;
  }

  /** The session with this id; asks when there is none and several fit. */
  async session(id: string | undefined, fits: (session: Session) => boolean): Promise<Session> {
    if (id !== undefined) {
      return this.autobot.sessions.get(id);
    }
    const { history, repositories } = this.autobot;
    const present = await repositories.list();
    const items = history
      .all('sessions')
      .filter(session => fits(session) && present.some(row => row.id === session.repositoryId))
      .toSorted((a, b) => b.lastActivity - a.lastActivity)
      .map(row => ({
        label: present.find(repository => repository.id === row.repositoryId)?.name ?? '',
        description: t`${sessionStatusTexts[row.status]}, started ${new Date(row.startedAt).toLocaleString()}`,
        row,
      }));
    return (
      await chooseOrOnly(
        items,
        { title: t('Session'), placeHolder: t('Which session?') },
        t('There is no such session.'),
      )
    ).row;
  }

  /** The task with this id; asks when there is none and several fit. */
  async task(id: string | undefined, fits: (task: Task) => boolean, none: string): Promise<Task> {
    const { tasks } = this.autobot;
    if (id !== undefined) {
      return tasks.get(id);
    }
    const items = tasks
      .all()
      .filter(fits)
      .toSorted((a, b) => b.createdAt - a.createdAt)
      .map(row => ({ label: titleOf(row.prompt), description: statusTexts[row.status], detail: row.workTree, row }));
    return (await chooseOrOnly(items, { title: t('Task'), placeHolder: t('Which task?') }, none)).row;
  }
}

/** Ask for a text; leaving the box cancels the command. */
export async function askText(options: vscode.InputBoxOptions): Promise<string> {
  const text = await vscode.window.showInputBox({ ignoreFocusOut: true, ...options });
  if (text === undefined) {
    throw new vscode.CancellationError();
  }
  return text;
}

async function chooseOrOnly<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
  none: string,
): Promise<T> {
  const [first, ...others] = items;
  if (!first) {
    throw new UserError('none', none);
  }
  return others.length === 0 ? first : choose(items, options);
}

async function choose<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Promise<T> {
  const chosen = await vscode.window.showQuickPick(items, options);
  if (!chosen) {
    throw new vscode.CancellationError();
  }
  return chosen;
}

/** Whether a problem of the search is about this path. */
function isAbout(path: string): (problem: string) => boolean {
  return problem => problem.startsWith(path);
}

function noRepositoryInWords(problems: readonly string[]): string {
  if (!vscode.workspace.isTrusted) {
    return t('Autobot does nothing in this workspace until you trust it. Use “Manage Workspace Trust”.');
  }
  if (!vscode.workspace.workspaceFolders?.length) {
    return t('No folder is open. Open a folder with a git repository first.');
  }
  const none = t('There is no git repository in this workspace.');
  return problems.length > 0
    ? [none, ...problems.slice(0, 3)].join(' ')
    : t`${none} Run “git init” in a folder, then Rescan Repositories.`;
}
