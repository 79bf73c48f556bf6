import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { PanelCommand } from '../src/protocol/messages';
import { renderComposer } from './composer';
import type { Context } from './context';
import { renderEmptyState } from './emptyState';
import { renderHeader } from './header';
import type { TimelineModel } from './model';
import { icon, iconButton } from './parts';
import type { Search } from './search';
import { renderSearchBar } from './searchBar';
import { renderTask } from './task';

export interface TimelineCallbacks {
  readonly onScroll: () => void;
  readonly onJumpToEnd: () => void;
  readonly onDraft: () => void;
  readonly onCommand: (command: PanelCommand['command']) => void;
  readonly onCloseSearch: () => void;
  readonly search: Search;
  /** What a screen reader is told now. */
  readonly announcement: string;
}

/** The whole panel, as a function of what is known. */
export function renderTimeline(model: TimelineModel, context: Context, callbacks: TimelineCallbacks): TemplateResult {
  const { header, tasks } = model;
  const { ui } = context;
  return html`
    ${header ? guard([header], () => renderHeader(header, renderTools(callbacks))) : nothing}
    ${renderSearchBar(ui.search, callbacks.search, callbacks.onCloseSearch)}
    <main class="log" id="log" tabindex="0" aria-label=${t('Conversation')} @scroll=${callbacks.onScroll}>
      <div
        class="tasks"
        id="tasks"
        role=${tasks.size > 0 ? 'feed' : nothing}
        aria-label=${tasks.size > 0 ? t('Tasks') : nothing}
      >
        ${repeat(
          tasks.values(),
          task => task.view.id,
          task => guard([task, task.version, ui.version], () => renderTask(task, context)),
        )}
        ${header && tasks.size === 0 ? renderEmptyState(header.repository) : nothing}
      </div>
    </main>
    <div class="foot">
      ${
        ui.follow || tasks.size === 0
          ? nothing
          : html`<button type="button" class="jump" @click=${callbacks.onJumpToEnd}>
              ${icon('arrow-down')}${t('Jump to end')}
            </button>`
      }
      ${renderComposer(context, callbacks.onDraft)}
    </div>
    <div class="hidden" role="status">${callbacks.announcement}</div>
  `;
}

function renderTools({ onCommand }: TimelineCallbacks): TemplateResult {
  return html`<div class="tools" role="toolbar" aria-label=${t('Timeline')}>
    ${iconButton('search', t('Find'), () => onCommand('find'))}
    ${iconButton('arrow-up', t('Previous turn'), () => onCommand('previousTurn'))}
    ${iconButton('arrow-down', t('Next turn'), () => onCommand('nextTurn'))}
  </div>`;
}
