import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { findFile } from '../app/review';
import { titleOf } from '../app/sessions';
import { readSinceLook, type SinceLook } from '../app/sinceLook';
import { UserError } from '../base/errors';
import type { Task } from '../core/model';
import type { ReviewedFile } from '../core/reviewedFile';
import { isDecidable } from '../core/taskState';
import { activeUri } from './activeDocument';
import { afterUri, beforeUri, fileUri, findPictures, isSinglePicture } from './reviewedDocument';

/** `since`: left is what the user last looked at. `whole`: left is what was there before the task. */
export type ReviewScope = 'since' | 'whole';

/** Opens the diff editors of a review, after a request for changes first with what is new since. */
export class ReviewScopes {
  readonly #chosen = new Map<string, ReviewScope>();
  /** Tasks by the titles of the editors that show all of their change. */
  readonly #opened = new Map<string, string>();

  constructor(private readonly autobot: Autobot) {}

  /** The task whose whole change the active tab shows. */
  get taskInTab(): string | undefined {
    const label = vscode.window.tabGroups.activeTabGroup.activeTab?.label;
    const title = label?.replace(/ \(\d+ \w+\)$/, ''); // VS Code adds how many files there are
    return title === undefined ? undefined : (this.#opened.get(title) ?? this.#named(title));
  }

  /** What the active editor shows, also where it is no text; of a diff the right side. */
  get activeUri(): vscode.Uri | undefined {
    const label = vscode.window.tabGroups.activeTabGroup.activeTab?.label;
    return activeUri() ?? (label === undefined ? undefined : findPictures(this.autobot, label));
  }

  /** The task that a tab has been opened for before this window was loaded again, if there is but one of that name. */
  #named(title: string): string | undefined {
    const tasks = this.autobot.tasks.all().filter(task => isDecidable(task.status) && titlesOf(task).includes(title));
    return tasks.length === 1 ? tasks[0]?.id : undefined;
  }

  /** All of a task's change in one editor. */
  async openChanges(task: Task): Promise<void> {
    const { files } = await this.autobot.review.change(task);
    if (files.length === 0) {
      throw new UserError('noChange', t('This task has changed nothing.'));
    }
    const since = await this.#since(task);
    const shown = since ? sinceResources(task, files, since) : files.map(file => resource(task, file));
    const title = titlesOf(task)[since ? 1 : 0];
    this.#opened.set(title, task.id);
    await vscode.commands.executeCommand('vscode.changes', title, shown);
  }

  /** One file's change. */
  async openDiff(task: Task, path: string, line?: number): Promise<void> {
    const file = findFile(await this.autobot.review.change(task), path);
    const change = (await this.#since(task))?.files.find(candidate => candidate.path === path);
    const from = change && { path: change.from ?? path, entry: change.before };
    const [left, right] = [beforeUri(task, file, from), afterUri(task, file)];
    const options: vscode.TextDocumentShowOptions = {
      preview: true,
      ...(line !== undefined && { selection: new vscode.Range(line, 0, line, 0) }),
    };
    const title = `${path} (${change ? t('since I looked') : 'Autobot'})`;
    if (isSinglePicture(file)) {
      await vscode.commands.executeCommand('vscode.open', file.after ? right : left, options, title);
    } else {
      await vscode.commands.executeCommand('vscode.diff', left, right, title, options);
    }
  }

  /** Show the other scope in place of the editor that shows this one. */
  async toggle(task: Task, path: string | undefined): Promise<void> {
    if (!(await readSinceLook(task, this.autobot.tasks.turns(task.id)))) {
      throw new UserError('notLooked', t('You have not asked for changes yet: this is the whole task.'));
    }
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    this.#chosen.set(task.id, this.#scopeOf(task) === 'since' ? 'whole' : 'since');
    await (path === undefined ? this.openChanges(task) : this.openDiff(task, path));
    const { activeTabGroup, all } = vscode.window.tabGroups;
    if (tab && tab !== activeTabGroup.activeTab && all.some(group => group.tabs.includes(tab))) {
      await vscode.window.tabGroups.close(tab, true);
    }
  }

  #scopeOf(task: Task): ReviewScope {
    return this.#chosen.get(task.id) ?? 'since';
  }

  /** Nothing new since is shown as the whole task. */
  async #since(task: Task): Promise<SinceLook | undefined> {
    if (this.#scopeOf(task) === 'whole') {
      return undefined;
    }
    const since = await readSinceLook(task, this.autobot.tasks.turns(task.id));
    return since && since.files.length > 0 ? since : undefined;
  }
}

/** Of the editor that shows all of a task's change, and of that which shows what is new since the user looked. */
function titlesOf({ prompt }: Task): readonly [string, string] {
  return [`${t('Review')}: ${titleOf(prompt)}`, `${t('Review since I looked')}: ${titleOf(prompt)}`];
}

type Resource = readonly [label: vscode.Uri, left: vscode.Uri, right: vscode.Uri];

function resource(task: Task, file: ReviewedFile): Resource {
  return [fileUri(task, file.path), beforeUri(task, file), afterUri(task, file)];
}

/** Also files that Claude has put back, which are no longer part of the change. */
function sinceResources(task: Task, files: readonly ReviewedFile[], since: SinceLook): Resource[] {
  return since.files.map(({ path, from, kind, before, after }) => {
    const known = files.find(file => file.path === path);
    const facts = { path, from: from ?? null, kind, before, after, beforeLines: [], afterLines: [], hunks: [] };
    const file = known ?? facts;
    return [fileUri(task, path), beforeUri(task, file, { path: from ?? path, entry: before }), afterUri(task, file)];
  });
}
