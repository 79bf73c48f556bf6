import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { ActivityView, TurnView } from '../src/protocol/view';
import type { Context } from './context';
import { elapsed } from './elapsed';
import { formatCost, formatTokens } from './format';
import type { Chunk, StreamModel } from './model';
import { dots, icon, renderFold } from './parts';
import { renderNode } from './streamItem';

const kinds = {
  prompt: { icon: 'comment', words: 'Prompt' },
  fix: { icon: 'wrench', words: 'Fix what the checks found' },
  review: { icon: 'comment-discussion', words: 'Changes requested' },
  message: { icon: 'comment', words: 'Message' },
} as const;

/** One exchange with Claude. The first turn's prompt is the task's own, which stands above. */
export function renderTurn(
  turn: TurnView,
  stream: StreamModel | undefined,
  activity: ActivityView | null,
  context: Context,
): TemplateResult {
  return html`<section class="turn" ?data-stop=${turn.number > 1} tabindex="-1" aria-label="Turn ${turn.number}">
    ${turn.number === 1 ? nothing : renderTurnHead(turn, context)}
    <div
      class="stream"
      role=${turn.endedAt === null ? 'log' : nothing}
      aria-label=${turn.endedAt === null ? 'What Claude does' : nothing}
    >
      ${
        stream
          ? repeat(
              stream.chunks,
              chunk => chunk.key,
              chunk => renderChunk(chunk, context),
            )
          : nothing
      }
    </div>
    ${
      turn.moved === null
        ? nothing
        : html`<div class="item message moved">${icon('warning', 'warn')}<span>${turn.moved}</span></div>`
    }
    ${turn.endedAt === null ? renderWorking(turn, activity) : nothing}
  </section>`;
}

/** What a chunk will be high, roughly, in pixels: the room that is kept for it until it is drawn. */
export function estimateHeight(chunk: Chunk): number {
  return chunk.nodes.reduce((sum, { item }) => {
    return sum + (item.kind === 'text' ? 20 + 20 * Math.ceil(item.text.length / 90) : 24);
  }, 0);
}

function renderTurnHead(turn: TurnView, context: Context): TemplateResult {
  const { icon: name, words } = kinds[turn.kind];
  return html`<div class="turn-head">
    ${renderFold(
      {
        key: `${turn.id}/prompt`,
        label: html`${icon(name, 'quiet')}
          <h3 class="name">${words}</h3>
          <span class="summary quiet">${turn.prompt.slice(0, 200)}</span>`,
        aside: html`<span class="facts">
          ${dots([
            turn.endedAt === null ? nothing : elapsed(turn.startedAt, turn.endedAt),
            turn.costUsd !== null && formatCost(turn.costUsd),
            turn.tokens !== null && formatTokens(turn.tokens),
          ])}
        </span>`,
        body: () => html`<div class="prompt plain" data-part="${turn.id}/prompt" .textContent=${turn.prompt}></div>`,
      },
      context,
    )}
  </div>`;
}

function renderChunk(chunk: Chunk, context: Context): unknown {
  const height = estimateHeight(chunk);
  return guard([chunk, chunk.version, chunk.live], () =>
    chunk.live
      ? html`<div class="chunk" data-anchor=${chunk.key} style="contain-intrinsic-size: auto ${height}px">
          ${repeat(
            chunk.nodes,
            node => node.key,
            node => guard([node, node.version], () => renderNode(node, context)),
          )}
        </div>`
      : html`<div
          class="chunk waiting"
          data-anchor=${chunk.key}
          data-chunk=${chunk.key}
          style="height: ${height}px"
        ></div>`,
  );
}

function renderWorking(turn: TurnView, activity: ActivityView | null): TemplateResult {
  return html`<div class="item message working">
    ${icon('loading~spin', 'busy')}<span>${activity?.words ?? 'Claude is working'}</span>
    <span class="quiet">${elapsed(activity?.since ?? turn.startedAt, null)}</span>
  </div>`;
}
