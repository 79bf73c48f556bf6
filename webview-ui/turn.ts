import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { ActivityView, TurnView } from '../src/protocol/view';
import { estimateHeight } from './chunkHeight';
import type { Context } from './context';
import { elapsed } from './elapsed';
import { formatCost, formatTokens, titleOf } from './format';
import { renderSentImages } from './images';
import type { Chunk, StreamModel } from './model';
import { dots, icon, renderFold } from './parts';
import { renderNode } from './streamItem';

const kinds = {
  prompt: { icon: 'comment', words: t('Prompt') },
  fix: { icon: 'wrench', words: t('Fix what the checks found') },
  review: { icon: 'comment-discussion', words: t('Changes requested') },
  message: { icon: 'comment', words: t('Message') },
} as const;

/** One exchange with Claude. The first turn's prompt is the task's own, which stands above. */
export function renderTurn(
  turn: TurnView,
  stream: StreamModel | undefined,
  activity: ActivityView | null,
  context: Context,
): TemplateResult {
  return html`<section class="turn" ?data-stop=${turn.number > 1} tabindex="-1" aria-label=${t`Turn ${turn.number}`}>
    ${turn.number === 1 ? nothing : renderTurnHead(turn, context)}
    <div
      class="stream"
      role=${turn.endedAt === null ? 'log' : nothing}
      aria-label=${turn.endedAt === null ? t('What Claude does') : nothing}
    >
      ${stream ? renderChunks(stream.chunks, context) : nothing}
    </div>
    ${
      turn.moved === null
        ? nothing
        : html`<div class="item message moved">${icon('warning', 'warn')}<span>${turn.moved}</span></div>`
    }
    ${turn.endedAt !== null || activity?.isAsking ? nothing : renderWorking(turn, activity)}
  </section>`;
}

function renderTurnHead(turn: TurnView, context: Context): TemplateResult {
  const { icon: name, words } = kinds[turn.kind];
  return html`<div class="turn-head">
    ${renderFold(
      {
        key: `${turn.id}/prompt`,
        label: html`${icon(name, 'quiet')}
          <h3 class="name">${words}</h3>
          <span class="summary quiet">${summaryOf(turn)}</span>`,
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
    ${renderSentImages(turn.images, context)}
  </div>`;
}

/** Chunks that are drawn, and the gaps between them. */
function renderChunks(chunks: readonly Chunk[], context: Context): unknown {
  return repeat(
    withGaps(chunks),
    piece => (Array.isArray(piece) ? `gap ${piece[0]?.key ?? ''}` : piece.key),
    piece => (Array.isArray(piece) ? renderGap(piece) : renderChunk(piece, context)),
  );
}

/** Those that are not drawn are gathered: a page of hundreds of places is slow by itself. */
function withGaps(chunks: readonly Chunk[]): (Chunk | Chunk[])[] {
  const pieces: (Chunk | Chunk[])[] = [];
  for (const chunk of chunks) {
    const last = pieces.at(-1);
    if (chunk.live) {
      pieces.push(chunk);
    } else if (Array.isArray(last)) {
      last.push(chunk);
    } else {
      pieces.push([chunk]);
    }
  }
  return pieces;
}

function renderGap(chunks: readonly Chunk[]): TemplateResult {
  const height = chunks.reduce((sum, chunk) => sum + estimateHeight(chunk), 0);
  return html`<div class="gap" .chunks=${chunks} style="height: ${height}px"></div>`;
}

function renderChunk(chunk: Chunk, context: Context): unknown {
  return guard(
    [chunk, chunk.version],
    () =>
      html`<div class="chunk" data-anchor=${chunk.key} style="contain-intrinsic-size: auto ${estimateHeight(chunk)}px">
        ${repeat(
          chunk.nodes,
          node => node.key,
          node => guard([node, node.version], () => renderNode(node, context)),
        )}
      </div>`,
  );
}

function renderWorking(turn: TurnView, activity: ActivityView | null): TemplateResult {
  return html`<div class="item message working">
    ${icon('loading~spin', 'busy')}<span>${activity?.words ?? t('Claude is working')}</span>
    <span class="quiet">${elapsed(activity?.since ?? turn.startedAt, null)}</span>
  </div>`;
}

/** The first line says what a message is about; of what the checks found, the headings do. */
function summaryOf({ kind, prompt }: TurnView): string {
  const headings = kind === 'fix' ? [...prompt.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading) : [];
  return headings.length > 0 ? headings.join(', ') : titleOf(prompt).replace(/^#+ /, '');
}
