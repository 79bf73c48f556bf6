import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { countOf } from '../src/protocol/counts';
import { changeTexts, decidedTexts } from '../src/protocol/words';
import type { FileView, TaskView } from '../src/protocol/view';
import type { Context } from './context';
import { dots, icon, iconButton, renderFold, type Part } from './parts';
import { renderRejected } from './rejected';

const changes = {
  added: { letter: 'A', words: changeTexts.added },
  modified: { letter: 'M', words: changeTexts.modified },
  deleted: { letter: 'D', words: changeTexts.deleted },
  renamed: { letter: 'R', words: changeTexts.renamed },
} as const;

/** Beyond this many, the native editors are the place to look. */
export const shownFiles = 200;

/** What Claude changed, file by file, and how far the review is. */
export function renderReview(task: TaskView, context: Context): Part {
  const { files } = task;
  if (files.length === 0) {
    return nothing;
  }
  const sum = (of: (file: FileView) => number | null): number => files.reduce((all, file) => all + (of(file) ?? 0), 0);
  const pending = sum(file => file.hunks.pending);
  const risky = files.filter(file => file.risks !== undefined).length;
  return html`<section class="part review" aria-label=${t('Changes')}>
    <h3>${t('Changes')}</h3>
    ${renderFold(
      {
        key: `${task.id}/files`,
        label: html`${icon('diff-multiple', 'quiet')}<span class="name">${countOf(files.length, 'file')}</span>
          ${counts(
            sum(file => file.added),
            sum(file => file.removed),
          )}`,
        aside: html`<span class="facts">
          ${dots([
            risky > 0 && html`<span class="risk">${icon('warning')} ${countOf(risky, 'riskyFile')}</span>`,
            ...decidedTexts({
              approved: sum(file => file.hunks.approved),
              rejected: sum(file => file.hunks.rejected),
              committed: sum(file => file.hunks.committed),
            }),
            task.openRemarks > 0 && countOf(task.openRemarks, 'openRemark'),
            pending > 0 ? t`${countOf(pending, 'hunk')} to review` : t('all reviewed'),
          ])}
          ${renderRest({ path: null, hunks: { total: sum(file => file.hunks.total), pending } }, task, context)}
        </span>`,
        openByDefault: files.length <= 20,
        body: () =>
          html`<ul class="files">
            ${files.slice(0, shownFiles).map(file => renderFile(file, task, context))}
            ${
              files.length > shownFiles
                ? html`<li class="quiet">${t`${countOf(files.length - shownFiles, 'moreFile')} in the review.`}</li>`
                : nothing
            }
          </ul>`,
      },
      context,
    )}
    ${renderRejected(task, context)}
  </section>`;
}

function renderFile(file: FileView, task: TaskView, context: Context): TemplateResult {
  const { pending, total } = file.hunks;
  const slash = file.path.lastIndexOf('/') + 1;
  return html`<li class="file">
    <button
      type="button"
      class="link path"
      data-part="${task.id}/file/${file.path}"
      title=${file.from === null ? t`Open diff of ${file.path}` : t`Open diff of ${file.path}, renamed from ${file.from}`}
      @click=${() => context.post({ type: 'openDiff', task: task.id, path: file.path })}
    >
      <span class="file-name">${file.path.slice(slash)}</span>
      <span class="quiet folder">${file.path.slice(0, Math.max(0, slash - 1))}</span>
    </button>
    <span class="facts">
      ${dots([
        file.protectedFor !== undefined &&
          html`<span class="protected" title=${t`This file ${file.protectedFor}: it needs an approval of its own.`}
            >${t('needs its own approval')}</span
          >`,
        file.risks && renderRisks(file.risks),
        ...decidedTexts(file.hunks),
        pending > 0 ? (pending === total ? countOf(total, 'hunk') : t`${pending} to review`) : nothing,
      ])}
    </span>
    ${renderRest(file, task, context)} ${counts(file.added, file.removed)}
    <span class="change change-${file.change}" title=${changes[file.change].words} aria-hidden="true"
      >${changes[file.change].letter}</span
    ><span class="hidden">${changes[file.change].words}</span>
  </li>`;
}

interface Undecided {
  /** `null`: of the whole task. */
  readonly path: string | null;
  readonly hunks: { readonly total: number; readonly pending: number };
}

/** Where some is decided and some is not, the rest can be decided at once. */
function renderRest({ path, hunks }: Undecided, task: TaskView, context: Context): Part {
  if (hunks.pending === 0 || hunks.pending === hunks.total || !task.actions.includes('review')) {
    return nothing;
  }
  const post = (type: 'approveRest' | 'rejectRest') => (): void => context.post({ type, task: task.id, path });
  return html`<span class="rest"
    >${iconButton('check-all', path === null ? t('Approve the rest') : t`Approve the rest of ${path}`, post('approveRest'))}${iconButton(
      'close-all',
      path === null ? t('Reject the rest') : t`Reject the rest of ${path}`,
      post('rejectRest'),
    )}</span
  >`;
}

/** The gravest in words, the rest as a number; all of them in the title. */
function renderRisks(risks: NonNullable<FileView['risks']>): TemplateResult {
  const words = [...new Set(risks.map(({ what }) => what))];
  const all = risks.map(({ what, line }) => (line === null ? what : t`${what} (line ${line})`));
  const more = words.length - 2;
  return html`<span class="risk" title=${all.join('\n')}
    >${icon('warning')} ${words.slice(0, 2).join(', ')}${more > 0 ? ` +${more}` : nothing}</span
  >`;
}

/** Lines added and removed; nothing for what has no lines. */
export function counts(added: number | null, removed: number | null): Part {
  return added === null && removed === null
    ? nothing
    : html`<span class="counts"
        ><span class="added" aria-label=${t`${added ?? 0} lines added`}>+${added ?? 0}</span>
        <span class="removed" aria-label=${t`${removed ?? 0} lines removed`}>−${removed ?? 0}</span></span
      >`;
}
