import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { Comment, Task } from '../core/model';
import { followLine, threadsOf } from '../core/remarks';
import { isWhole, ownEdits, type ReviewedFile } from '../core/reviewedFile';
import { diffTrees } from '../git/diffTrees';
import { sameEntry } from './attribution';
import type { Change } from './change';
import type { Editors } from './ports';
import type { Remarks } from './remarks';
import { type EditedPart, type RequestParts, requestText } from './requestText';
import type { Review } from './review';
import { checkedPrompt } from './tasks';
import { readCurrentFiles } from './workTree';

export interface ChangeRequest {
  readonly prompt: string;
  /** The remarks that it brings to Claude. */
  readonly remarks: readonly Comment[];
}

/** Puts together what Claude is to change: the user's words, open remarks, rejections with reasons, and their own edits. */
export class ChangeRequests {
  constructor(
    private readonly review: Review,
    private readonly remarks: Remarks,
    private readonly editors: Editors,
  ) {}

  async compose(task: Task, message: string): Promise<ChangeRequest> {
    const change = await this.review.change(task);
    const remarks = this.remarks.open(task, change);
    const rejected = this.review.rejected(task, change.files);
    if (message.trim() === '' && remarks.length + rejected.length === 0) {
      throw new UserError(
        'noRequest',
        t('Say what Claude should change: in words, by a remark on a line, or by rejecting a hunk.'),
      );
    }
    const parts = { message, threads: placed(remarks, change), rejected, ...(await this.#edits(task, change)) };
    return { prompt: checkedPrompt(requestText(parts)), remarks };
  }

  /** What goes along with the user's words, as text; empty when nothing does. */
  async attached(task: Task): Promise<string> {
    const change = await this.review.change(task);
    const threads = placed(this.remarks.open(task, change), change);
    return requestText({
      ...{ message: '', threads, rejected: this.review.rejected(task, change.files) },
      ...(await this.#edits(task, change)),
    });
  }

  /** A message with what the user edited since Claude last looked. */
  async withEdits(task: Task, message: string): Promise<string> {
    const edits = await this.#edits(task, await this.review.change(task));
    return checkedPrompt(requestText({ message, threads: [], rejected: [], ...edits }));
  }

  async #edits(task: Task, { files }: Change): Promise<Pick<RequestParts, 'edited' | 'editedElsewhere'>> {
    if (task.afterTree === null) {
      return { edited: [], editedElsewhere: [] };
    }
    const paths = files.map(file => file.path);
    const { tree, files: current } = await readCurrentFiles(task.workTree, paths, this.editors);
    const edited = files.flatMap(file => this.#editsOf(task, file, current.get(file.path)));
    const known = new Set(files.flatMap(file => [file.path, file.from]));
    const moved = tree === task.afterTree ? [] : await diffTrees(task.workTree, task.afterTree, tree);
    return { edited, editedElsewhere: moved.map(({ path }) => path).filter(path => !known.has(path)) };
  }

  #editsOf(
    task: Task,
    file: ReviewedFile,
    current: { entry: ReviewedFile['after']; lines: readonly string[] | undefined } | undefined,
  ): EditedPart[] {
    const stateOf = this.review.stateOf(task, file.path);
    if (!isWhole(file)) {
      const edits = current?.lines ? ownEdits(file, current.lines, stateOf) : [];
      return edits.map(({ to, was, is }) => ({ path: file.path, line: to.start, was, is }));
    }
    const isRejected = file.hunks.every(hunk => stateOf(hunk) === 'rejected');
    const isMine = !isRejected && current !== undefined && !sameEntry(current.entry, file.after);
    return isMine ? [{ path: file.path, line: null, was: [], is: [] }] : [];
  }
}

/** Remarks on lines that have moved stand where the lines are now. */
function placed(remarks: readonly Comment[], change: Change): RequestParts['threads'] {
  return threadsOf(remarks).map(thread => {
    const file = change.files.find(({ path }) => path === thread.path);
    const lines = file?.[thread.side === 'after' ? 'afterLines' : 'beforeLines'] ?? [];
    return { ...thread, line: followLine(lines, thread.line, thread.remarks[0].quote) ?? thread.line };
  });
}
