import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { UserError } from '../base/errors';
import type { Comment, Task } from '../core/model';
import { remarkState, type RemarkState } from '../core/remarks';
import type { Change } from './change';
import type { History } from './history';

/** What the user remarks on lines of a task's change, until a request for changes takes it to Claude. */
export class Remarks {
  constructor(
    private readonly history: History,
    private readonly now: () => number = Date.now,
  ) {}

  of(taskId: string): Comment[] {
    return this.history.all('comments').filter(remark => remark.taskId === taskId);
  }

  /** Those that the next request brings to Claude. */
  open(task: Task, change: Change): Comment[] {
    return this.of(task.id).filter(remark => this.stateOf(remark, change) === 'open');
  }

  stateOf(remark: Comment, change: Change): RemarkState {
    return remarkState(remark, change.files.find(file => file.path === remark.path)?.afterLines);
  }

  async add(task: Task, place: Pick<Comment, 'path' | 'side' | 'line' | 'quote'>, text: string): Promise<Comment> {
    const at = this.now();
    const facts = { id: randomUUID(), taskId: task.id, resolved: false, sentIn: null, createdAt: at, updatedAt: at };
    const remark: Comment = { ...facts, ...place, text: checkedText(text) };
    await this.history.put('comments', remark);
    return remark;
  }

  /** Other words make it a remark that Claude has not seen yet. */
  async edit(id: string, text: string): Promise<void> {
    const remark = this.#get(id);
    await this.history.put('comments', { ...remark, text: checkedText(text), sentIn: null, updatedAt: this.now() });
  }

  async setResolved(ids: readonly string[], resolved: boolean): Promise<void> {
    const updatedAt = this.now();
    const rows = ids.map(id => ({ ...this.#get(id), resolved, updatedAt }));
    await this.history.save(rows.map(put => ({ table: 'comments', put })));
  }

  async delete(ids: readonly string[]): Promise<void> {
    await this.history.save(ids.map(id => ({ table: 'comments', delete: id })));
  }

  async markSent(remarks: readonly Comment[], turn: number): Promise<void> {
    await this.history.save(remarks.map(remark => ({ table: 'comments', put: { ...remark, sentIn: turn } })));
  }

  #get(id: string): Comment {
    const remark = this.history.find('comments', id);
    if (!remark) {
      throw new UserError('noRemark', t('This remark is not there any more.'));
    }
    return remark;
  }
}

function checkedText(text: string): string {
  const words = text.trim();
  if (words === '') {
    throw new UserError('emptyRemark', t('The remark is empty. Say what should be different.'));
  }
  return words;
}
