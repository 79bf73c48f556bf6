import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { Comment, Task } from '../core/model';
import type { ReviewedFile } from '../core/reviewedFile';
import { followLine, type RemarkThread, threadsOf } from '../core/remarks';
import { readable } from '../core/lines';
import { isDecidable } from '../core/taskState';
import { threadContext, threadLabel } from './remarkModel';
import { afterUri, beforeUri, findBefore, findReviewed } from './reviewedDocument';

/** A remark as VS Code shows it. */
export interface ShownRemark extends vscode.Comment {
  readonly id: string;
  readonly threadKey: string;
}

/** Remarks as native comment threads, on any line of either side of a change in review. */
export class RemarkThreads implements Disposable {
  readonly #owned = new Disposables();
  readonly #controller = this.#owned.add(vscode.comments.createCommentController('autobot.remarks', 'Autobot'));
  readonly #threads = new Map<string, vscode.CommentThread>();

  constructor(private readonly autobot: Pick<Autobot, 'history' | 'tasks' | 'facts' | 'remarks'>) {
    this.#controller.options = { prompt: t('Remark for Claude…'), placeHolder: t('What should Claude change here?') };
    this.#controller.commentingRangeProvider = {
      provideCommentingRanges: ({ uri, lineCount }) =>
        this.sideOf(uri) ? [new vscode.Range(0, 0, Math.max(0, lineCount - 1), 0)] : [],
    };
    const { history, facts } = autobot;
    this.#owned.add(facts.onDidChange(() => this.#update()));
    this.#owned.add(history.onDidChange(tables => (tables.has('comments') || tables.has('tasks')) && this.#update()));
    this.#update();
  }

  /** What a document shows of a change in review; `undefined` for any other. */
  sideOf(uri: vscode.Uri): { task: Task; file: ReviewedFile; side: Comment['side'] } | undefined {
    const after = findReviewed(this.autobot, uri).at(0);
    if (after) {
      return { ...after, side: 'after' };
    }
    const before = findBefore(this.autobot, uri);
    return before && { ...before, side: 'before' };
  }

  /** Let the user write on a line that no remark is on yet. */
  begin(uri: vscode.Uri, line: number): void {
    const thread = this.#controller.createCommentThread(uri, new vscode.Range(line, 0, line, 0), []);
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
  }

  /** A thread that VS Code made for the user's first remark on a line becomes the one that shows it. */
  adopt(thread: vscode.CommentThread, taskId: string, place: Pick<RemarkThread, 'path' | 'side' | 'line'>): void {
    this.#threads.set(keyOf(taskId, place), thread);
  }

  /** The ids of all remarks in a thread. */
  idsOf(thread: vscode.CommentThread): string[] {
    return thread.comments.flatMap(comment => ('id' in comment ? [(comment as ShownRemark).id] : []));
  }

  /** Let a remark be written anew, or show it as it was. */
  setEditing({ id, threadKey }: ShownRemark, isEditing: boolean): void {
    const thread = this.#threads.get(threadKey);
    const mode = isEditing ? vscode.CommentMode.Editing : vscode.CommentMode.Preview;
    if (thread) {
      thread.comments = thread.comments.map(comment =>
        'id' in comment && comment.id === id
          ? { ...comment, mode, body: this.autobot.history.find('comments', id)?.text ?? comment.body }
          : comment,
      );
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #update(): void {
    const { history, tasks, facts } = this.autobot;
    const byTask = Map.groupBy(history.all('comments'), remark => remark.taskId);
    const shown = new Set<string>();
    for (const task of tasks.all().filter(({ status, id }) => isDecidable(status) && byTask.has(id))) {
      const files = facts.get(task.id)?.change.files ?? [];
      for (const thread of threadsOf(byTask.get(task.id) ?? [])) {
        const file = files.find(({ path }) => path === thread.path);
        if (file) {
          shown.add(this.#show(task, file, thread));
        }
      }
    }
    for (const [key, thread] of this.#threads) {
      if (!shown.has(key)) {
        thread.dispose();
        this.#threads.delete(key);
      }
    }
  }

  #show(task: Task, file: ReviewedFile, thread: RemarkThread): string {
    const { remarks, facts } = this.autobot;
    const { side } = thread;
    const key = keyOf(task.id, thread);
    const change = facts.get(task.id)?.change;
    const states = change ? thread.remarks.map(remark => remarks.stateOf(remark, change)) : [];
    const uri = side === 'after' ? afterUri(task, file) : beforeUri(task, file);
    const line = lineNow(thread, uri, side === 'after' ? file.afterLines : file.beforeLines);
    const range = new vscode.Range(line, 0, line, 0);
    const known = this.#threads.get(key);
    const isKnown = known?.uri.toString() === uri.toString();
    if (!isKnown) {
      known?.dispose();
    }
    const native = isKnown ? known : this.#controller.createCommentThread(uri, range, []);
    if (!native.range?.isEqual(range)) {
      native.range = range;
    }
    const { Resolved, Unresolved } = vscode.CommentThreadState;
    native.label = threadLabel(thread, states);
    native.contextValue = threadContext(states);
    native.state = native.contextValue === 'remarks.resolved' ? Resolved : Unresolved;
    if (!isKnown) {
      const { Collapsed, Expanded } = vscode.CommentThreadCollapsibleState;
      native.collapsibleState = native.state === Resolved ? Collapsed : Expanded; // later it is as the user left it
    }
    native.comments = thread.remarks.map(remark => shownRemark(remark, key));
    this.#threads.set(key, native);
    return key;
  }
}

function keyOf(taskId: string, { path, side, line }: Pick<RemarkThread, 'path' | 'side' | 'line'>): string {
  return JSON.stringify([taskId, path, side, line]);
}

function shownRemark({ id, text, createdAt }: Comment, threadKey: string): ShownRemark {
  const facts = { body: text, mode: vscode.CommentMode.Preview, author: { name: t('You') }, contextValue: 'remark' };
  return { ...facts, id, threadKey, timestamp: new Date(createdAt) };
}

/** In an open editor the line is where the user sees it; else where Claude left it. */
function lineNow(thread: RemarkThread, uri: vscode.Uri, lines: readonly string[]): number {
  const document = vscode.workspace.textDocuments.find(open => open.uri.toString() === uri.toString());
  const texts = document ? document.getText().split('\n') : lines.map(line => readable([line]));
  const quoted = document ? texts.map(text => Buffer.from(text, 'utf8').toString('latin1')) : lines;
  const found = followLine(quoted, thread.line, thread.remarks[0].quote) ?? thread.line;
  return Math.min(found, Math.max(0, texts.length - 1));
}
