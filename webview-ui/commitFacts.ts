import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { countOf } from '../src/protocol/counts';
import type { CommitPreview, FileView, TaskView } from '../src/protocol/view';
import type { Context } from './context';
import { dots, icon, renderFold, type Part, type Tone } from './parts';
import { counts, shownFiles } from './review';

/** What a commit would hold, and what is to be known before it is made. */
export function renderCommitFacts(task: TaskView, preview: CommitPreview, context: Context): TemplateResult {
  return html`${renderFiles(task, context)} ${renderVerdicts(preview)} ${renderDifference(task, preview, context)}
  ${
    task.openRemarks === 0
      ? nothing
      : html`<p>
          ${icon('comment-unresolved', 'warn')}
          ${t`${countOf(task.openRemarks, 'openRemark')}: Claude has not been told yet.`}
        </p>`
  }`;
}

function renderFiles(task: TaskView, context: Context): TemplateResult {
  const files = task.files.flatMap(file => (file.commits ? [{ file, ...file.commits }] : []));
  const sum = (of: 'added' | 'removed'): number => files.reduce((all, file) => all + (file[of] ?? 0), 0);
  const hunks = files.reduce((all, file) => all + file.hunks, 0);
  const left = (state: 'pending' | 'rejected'): number => task.files.reduce((all, file) => all + file.hunks[state], 0);
  const more = files.length - shownFiles;
  const isSame = left('pending') + left('rejected') === 0; // the list of changes says it already
  return renderFold(
    {
      key: `${task.id}/commit-files`,
      label: html`${icon('git-commit', 'quiet')}<span class="name">${countOf(files.length, 'file')}</span> ${counts(
          sum('added'),
          sum('removed'),
        )}`,
      aside: html`<span class="facts">
        ${dots([
          countOf(hunks, 'approvedHunk'),
          left('pending') > 0 && t`${left('pending')} not decided, left out`,
          left('rejected') > 0 && t`${left('rejected')} rejected`,
        ])}
      </span>`,
      openByDefault: !isSame && files.length <= 10,
      body: () =>
        html`<ul class="files">
          ${files.slice(0, shownFiles).map(({ file, added, removed }) => renderFile(file, { added, removed }, task, context))}
          ${more > 0 ? html`<li class="quiet">${countOf(more, 'moreFile')}.</li>` : nothing}
        </ul>`,
    },
    context,
  );
}

function renderFile(
  { path, hunks }: FileView,
  lines: { readonly added: number | null; readonly removed: number | null },
  task: TaskView,
  context: Context,
): TemplateResult {
  const left = hunks.total - hunks.approved - hunks.committed;
  return html`<li class="file">
    <button
      type="button"
      class="link path"
      title=${t`Open diff of ${path}`}
      @click=${() => context.post({ type: 'openDiff', task: task.id, path })}
    >
      ${path}
    </button>
    <span class="facts">${left > 0 ? t`${countOf(left, 'hunk')} left out` : nothing}</span>
    ${counts(lines.added, lines.removed)}
  </li>`;
}

const looks: Record<CommitPreview['gates'][number]['tone'], readonly [icon: string, tone: Tone]> = {
  good: ['pass', 'good'],
  bad: ['error', 'bad'],
  warn: ['warning', 'warn'],
  stale: ['history', 'quiet'],
};

/** What the gates say of exactly what would be committed. */
function renderVerdicts({ gates }: CommitPreview): Part {
  return gates.length === 0
    ? nothing
    : html`<ul class="commit-gates" aria-label=${t('Gates on what would be committed')}>
        ${gates.map(({ name, words, tone }) => {
          const [symbol, colour] = looks[tone];
          return html`<li>${icon(symbol, colour)} <span class="name">${name}</span> ${words}</li>`;
        })}
      </ul>`;
}

/** What would be committed is not what is in the work tree, which is what gates judge: say so, with a way to know. */
function renderDifference(task: TaskView, { differs, canJudge }: CommitPreview, context: Context): Part {
  return differs === null
    ? nothing
    : html`<div class="commit-check">
        <p>${icon('warning', 'warn')} ${differs}</p>
        ${
          canJudge
            ? html`<vscode-button
                appearance="secondary"
                title=${t('Run the gates on exactly what would be committed, in a temporary place')}
                @click=${() => context.post({ type: 'runGatesOnCommit', task: task.id })}
                >${t('Judge Exactly This Commit')}</vscode-button
              >`
            : nothing
        }
      </div>`;
}
