import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import type { Selection } from '../app/review';
import { showPath } from '../core/gitPath';
import type { Task } from '../core/model';
import type { ReviewedFile } from '../core/reviewedFile';
import { findReviewed, reviewedText } from './reviewedDocument';
import { hunkTexts } from './reviewModel';
import type { ReviewScopes } from './reviewScopes';

/** How hunks read when an editor showed them last: who decides on them elsewhere is asked if they read otherwise now. */
export class ShownHunks {
  /** By task and hunk. */
  readonly #texts = new Map<string, string>();

  constructor(
    private readonly autobot: Pick<Autobot, 'tasks' | 'facts' | 'review'>,
    private readonly scopes: ReviewScopes,
  ) {}

  /** An editor shows this. */
  note(task: Task, file: ReviewedFile, text: string): void {
    const texts = hunkTexts(file, text, this.autobot.review.stateOf(task, file.path));
    for (const { id } of file.hunks) {
      const shown = texts.get(id);
      if (shown === undefined) {
        this.#texts.delete(keyOf(task, id)); // taken out; what was seen while it was is no answer once it is back
      } else {
        this.#texts.set(keyOf(task, id), shown);
      }
    }
  }

  /** Cancels if the user wants to look again. What an editor shows just now is as it is. */
  async check(task: Task, selection: Selection): Promise<void> {
    const { files } = await this.autobot.review.change(task);
    const changed: { readonly path: string; readonly line: number }[] = [];
    for (const file of files) {
      const hunks = [...(selection.get(file.path) ?? [])].filter(hunk => this.#texts.has(keyOf(task, hunk)));
      if (hunks.length > 0 && !this.#isInView(file)) {
        const now = hunkTexts(file, await reviewedText(task, file), this.autobot.review.stateOf(task, file.path));
        const moved = hunks.filter(hunk => now.has(hunk) && now.get(hunk) !== this.#texts.get(keyOf(task, hunk)));
        const lines = file.hunks.filter(({ id }) => moved.includes(id)).map(({ after }) => after.start);
        changed.push(...lines.map(line => ({ path: file.path, line })));
      }
    }
    const [first] = changed;
    if (first && !(await isMeant(changed))) {
      await this.scopes.openDiff(task, first.path, first.line);
      throw new vscode.CancellationError();
    }
  }

  #isInView(file: ReviewedFile): boolean {
    return vscode.window.visibleTextEditors.some(({ document }) =>
      findReviewed(this.autobot, document.uri).some(reviewed => reviewed.file === file),
    );
  }
}

/** Leaving the question decides nothing. */
async function isMeant(changed: readonly { readonly path: string; readonly line: number }[]): Promise<boolean> {
  const [decide, look] = [t('Decide All the Same'), t('Look at It')];
  const places = changed.slice(0, 10).map(({ path, line }) => t`${showPath(path)}, line ${line + 1}`);
  const more = changed.length > places.length ? [t`and ${changed.length - places.length} more`] : [];
  const message = t('What you decide on has changed since you looked at it.');
  const detail = [...places, ...more].join('\n');
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, look, decide);
  if (answer === undefined) {
    throw new vscode.CancellationError();
  }
  return answer === decide;
}

function keyOf({ id }: Task, hunk: string): string {
  return `${id} ${hunk}`;
}
