import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { countOf } from '../src/protocol/counts';
import type { CommitView, HookHunkView, TaskView } from '../src/protocol/view';
import type { Context } from './context';
import { icon, renderFold, type Part } from './parts';
import { renderEdits } from './toolCall';

/** The commit that was made of the task, and what a hook made of that. */
export function renderCommit(task: TaskView, context: Context): Part {
  const { commit } = task;
  if (commit === null) {
    return nothing;
  }
  return html`<section class="part" aria-label=${t('Commit')}>
    <div class="commit">
      ${icon('git-commit', 'good')}<span class="code-font">${commit.sha.slice(0, 8)}</span>
      <span class="summary" data-part="${task.id}/commit" title=${commit.message}
        >${commit.message.split('\n', 1)[0]}</span
      >
    </div>
    ${commit.byHook.length === 0 ? nothing : renderByHook(task, commit, context)}
  </section>`;
}

function renderByHook(task: TaskView, commit: CommitView, context: Context): TemplateResult {
  const swept = commit.byHook.filter(hunk => hunk.swept).length;
  const label = html`${icon(swept > 0 ? 'error' : 'warning', swept > 0 ? 'bad' : 'warn')}
    <span class="name">${t`${countOf(commit.byHook.length, 'hunk')} by hook`}</span>
    <span class="summary quiet">${t('A commit hook changed what you had approved.')}</span>`;
  return html`${
    swept === 0
      ? nothing
      : html`<div class="item message bad">
          ${icon('error', 'bad')}<span
            >${t`A commit hook has committed ${countOf(swept, 'hunk')} that nobody approved: uncommitted lines of yours, or hunks still to be decided.`}</span
          >
        </div>`
  }
  ${renderFold(
    {
      key: `${task.id}/byHook`,
      label,
      openByDefault: true,
      body: () =>
        html`<ul class="taken-hunks">
          ${commit.byHook.map(hunk => renderHunk(hunk, task, commit, context))}
        </ul>`,
    },
    context,
  )}`;
}

function renderHunk(hunk: HookHunkView, task: TaskView, commit: CommitView, context: Context): TemplateResult {
  const { path, id, before, after } = hunk;
  const takeBack = (): void => context.post({ type: 'takeBackHookHunk', task: task.id, path, hunk: id });
  return html`<li class="taken-hunk">
    <div class="taken-line">
      <button
        type="button"
        class="link path"
        title=${t`Compare what was approved of ${path} with what was committed`}
        @click=${() => context.post({ type: 'openHookDiff', task: task.id, path })}
      >
        ${path}
      </button>
      ${hunk.swept ? html`<span class="tone-bad">${t('not approved')}</span>` : nothing}
      ${
        commit.isHead
          ? html`<vscode-button
              appearance="secondary"
              title=${t('Take this out of the commit; it stays in the file, uncommitted')}
              @click=${takeBack}
              >${t('Take Back')}</vscode-button
            >`
          : nothing
      }
    </div>
    ${before === '' && after === '' ? nothing : renderEdits([{ before, after, cut: false }])}
  </li>`;
}
