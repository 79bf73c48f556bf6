import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { HeaderView } from '../src/protocol/view';
import { elapsed } from './elapsed';
import { formatCost, formatTokens } from './format';
import { dots, icon } from './parts';

const statusWords = {
  active: t('Active'),
  paused: t('Paused'),
  completed: t('Completed'),
  abandoned: t('Abandoned'),
} as const;

/** `tools`: buttons for the timeline as a whole. */
export function renderHeader(header: HeaderView, tools: TemplateResult): TemplateResult {
  const { status } = header;
  return html`<header class="session">
    <h1 title=${header.path}>${header.repository}</h1>
    <span class="branch">${icon('git-branch')}${header.branch ?? t('detached HEAD')}</span>
    <span class="facts">
      ${dots([
        status && html`<span class=${status === 'active' ? 'tone-good' : ''}>${statusWords[status]}</span>`,
        header.session === null ? nothing : elapsed(header.startedAt, header.endedAt),
        header.costUsd !== null && formatCost(header.costUsd),
        header.tokens !== null && formatTokens(header.tokens),
        header.todayUsd !== null &&
          html`<span title=${t('All sessions')}>${t`${formatCost(header.todayUsd)} today`}</span>`,
      ])}
    </span>
    ${
      header.activity === null
        ? nothing
        : html`<p class="activity">
            <span>${header.activity.words}</span>
            <span class="quiet">${elapsed(header.activity.since, null)}</span>
            <span class="quiet">${header.activity.next}</span>
          </p>`
    }
    ${tools}
  </header>`;
}
