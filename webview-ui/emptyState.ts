import { t } from '@vscode/l10n';
import { html, type TemplateResult } from 'lit-html';
import { icon } from './parts';

/** What to do first. */
export function renderEmptyState(repository: string): TemplateResult {
  return html`<section class="empty" aria-labelledby="empty-title">
    <h2 id="empty-title">${t`What should Claude do in ${repository}?`}</h2>
    <p>${t('Describe a task below. Nothing is committed before you have seen and approved it.')}</p>
    <ol>
      <li>
        ${icon('comment')}<span
          ><b>${t('Prompt.')}</b> ${t('Claude works in your repository; you see each step here.')}</span
        >
      </li>
      <li>
        ${icon('beaker')}<span><b>${t('Gates.')}</b> ${t('Linters, type checks and tests judge the result.')}</span>
      </li>
      <li>
        ${icon('git-compare')}<span><b>${t('Review.')}</b> ${t('Approve or reject each hunk in a diff editor.')}</span>
      </li>
      <li>
        ${icon('git-commit')}<span><b>${t('Commit.')}</b> ${t('Exactly what you approved, and nothing else.')}</span>
      </li>
    </ol>
  </section>`;
}
