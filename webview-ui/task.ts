import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { TaskView } from '../src/protocol/view';
import { renderActions } from './actions';
import { estimateHeight } from './chunkHeight';
import { renderCommit } from './commit';
import { renderCommitPanel } from './commitPanel';
import type { Context } from './context';
import { elapsed } from './elapsed';
import { formatCost, formatTokens, titleOf } from './format';
import { renderGates } from './gates';
import { renderSentImages } from './images';
import { renderMessages } from './messages';
import type { TaskModel } from './model';
import { dots, icon, renderFold, type Part, type Tone } from './parts';
import { renderPreFlight } from './preFlight';
import { renderReview } from './review';
import { renderTurn } from './turn';

const looks: Record<TaskView['status'], readonly [icon: string, tone: Tone]> = {
  pending: ['clock', 'quiet'],
  pre_flight: ['checklist', 'busy'],
  running: ['loading~spin', 'busy'],
  waiting_qa: ['loading~spin', 'busy'],
  qa_running: ['loading~spin', 'busy'],
  qa_failed: ['error', 'bad'],
  waiting_approval: ['git-pull-request', 'warn'],
  approved: ['check', 'good'],
  completed: ['pass-filled', 'good'],
  rejected: ['discard', 'quiet'],
  failed: ['error', 'bad'],
  cancelled: ['circle-slash', 'quiet'],
  interrupted: ['debug-pause', 'warn'],
};

export function renderTask(task: TaskModel, context: Context): TemplateResult {
  const { view } = task;
  const chunks = [...task.streams.values()].flatMap(stream => stream.chunks);
  const height = 120 + chunks.reduce((sum, chunk) => sum + estimateHeight(chunk), 0);
  return html`<article
    class="task"
    data-task=${view.id}
    data-anchor=${view.id}
    tabindex="-1"
    aria-labelledby="title-${view.id}"
    style="contain-intrinsic-size: auto ${height}px"
  >
    ${renderTaskHead(view)} ${renderPrompt(view, context)} ${renderSentImages(view.images, context)}
    ${renderQueue(view)} ${renderPreFlight(view, context)}
    ${repeat(
      view.turns,
      turn => turn.id,
      turn => renderTurn(turn, task.streams.get(turn.id), view.activity, context),
    )}
    ${
      view.error === null
        ? nothing
        : html`<div class="item message bad">
            ${icon('error', 'bad')}<span data-part="${view.id}/error">${view.error}</span>
          </div>`
    }
    ${renderMessages(view, context)} ${renderGates(view, context)} ${renderReview(view, context)}
    ${renderCommitPanel(view, context)} ${renderCommit(view, context)} ${renderActions(view, context)}
  </article>`;
}

function renderTaskHead(view: TaskView): TemplateResult {
  const [name, tone] = view.activity?.isAsking ? (['question', 'warn'] as const) : looks[view.status];
  return html`<div class="task-head">
    ${icon(name, tone)}
    <h2 id="title-${view.id}" data-part="${view.id}/title">${titleOf(view.prompt)}</h2>
    <span class="facts">
      ${dots([
        html`<span class="status tone-${tone}">${view.activity?.words ?? view.statusText}</span>`,
        elapsed(view.startedAt, view.endedAt),
        view.costUsd !== null && formatCost(view.costUsd),
        view.tokens !== null && formatTokens(view.tokens),
      ])}
    </span>
    ${view.activity?.next ? html`<p class="detail">${view.activity.next}</p>` : nothing}
    ${
      view.mode === 'bypassPermissions'
        ? html`<p class="detail loud">${icon('warning', 'bad')}${t('Claude asks for no permission in this task.')}</p>`
        : nothing
    }
    ${
      view.options.length > 0
        ? html`<p class="detail quiet">${t`Otherwise than set: ${view.options.join(', ')}`}</p>`
        : nothing
    }
    ${view.detail ? html`<p class="detail" data-part="${view.id}/detail">${view.detail}</p>` : nothing}
    ${renderParked(view)}
  </div>`;
}

/** A long prompt is folded: it can be as long as a book. */
function renderPrompt(view: TaskView, context: Context): Part {
  if (view.prompt === titleOf(view.prompt)) {
    return nothing;
  }
  return renderFold(
    {
      key: `${view.id}/prompt`,
      label: html`<span class="quiet">${t('Whole prompt')}</span>`,
      body: () =>
        html`<div
          class="prompt plain"
          data-part="${view.id}/prompt"
          tabindex="0"
          role="group"
          aria-label=${t('Prompt')}
          .textContent=${view.prompt}
        ></div>`,
      openByDefault: view.prompt.length <= 1_000,
    },
    context,
  );
}

function renderQueue(view: TaskView): Part {
  return view.queue === null
    ? nothing
    : html`<div class="item message">
        ${icon('clock', 'quiet')}<span
          >${t`Number ${view.queue.position} in the queue; waits for ${view.queue.waitsFor}`}</span
        >
      </div>`;
}

function renderParked({ parked }: TaskView): Part {
  if (parked === null) {
    return nothing;
  }
  const time = new Date(parked.resumeAt).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' });
  return html`<p class="detail">
    ${icon('clock', 'warn')} ${t`Parked until ${time}.`}
    ${parked.resumes ? t('It then goes on by itself.') : t('It goes on when you resume it, or by itself if you agree.')}
  </p>`;
}
