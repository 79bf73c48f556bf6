import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { StreamItemOf } from '../src/protocol/streamItem';
import type { Context } from './context';
import { textOf } from './input';
import { markdownBlocks } from './markdown';
import { touch, type ItemNode } from './model';
import { icon, renderFold } from './parts';

type PlanItem = StreamItemOf<'plan'>;

/** Claude's plan: to be read, opened, changed and approved while it waits; a line afterwards. */
export function renderPlan(node: ItemNode, item: PlanItem, context: Context): TemplateResult {
  return item.state === 'asked' ? renderOpen(node, item, context) : renderSettled(node, item, context);
}

function renderOpen(node: ItemNode, item: PlanItem, context: Context): TemplateResult {
  const { ui } = context;
  const { request } = item;
  const task = node.chunk.stream.task.view.id;
  const remark = ui.denials.get(request) ?? '';
  const approve = (mode: 'acceptEdits' | 'default') => (): void => {
    context.post({ type: 'approvePlan', task, request, mode });
  };
  const revise = (): void => {
    context.post({ type: 'revisePlan', task, request, message: remark.trim() });
    ui.denials.delete(request);
  };
  return html`<section class="item card permission plan" role="group" aria-label=${t("Claude's plan")}>
    <h4>${icon('notebook', 'warn')}${t("Claude's plan")}</h4>
    <div class="prose" data-part=${node.key}>${markdownBlocks(item, item.plan)}</div>
    <p class="quiet">${t('Open it to edit it: what the document says when you approve is what Claude carries out.')}</p>
    <vscode-text-field
      placeholder=${t('What it should say (Ask for Changes)')}
      class="bare"
      .value=${live(remark)}
      @input=${(event: Event) => ui.denials.set(request, textOf(event))}
      >${t('What the plan should say instead')}</vscode-text-field
    >
    <div class="buttons">
      <vscode-button @click=${approve('acceptEdits')}>${t('Approve and Run')}</vscode-button>
      <vscode-button appearance="secondary" @click=${approve('default')}
        >${t('Approve, Ask Before Edits')}</vscode-button
      >
      <vscode-button appearance="secondary" @click=${() => context.post({ type: 'openPlan', task })}
        >${t('Open Plan')}</vscode-button
      >
      <vscode-button appearance="secondary" @click=${revise}>${t('Ask for Changes')}</vscode-button>
    </div>
  </section>`;
}

function renderSettled(node: ItemNode, item: PlanItem, context: Context): TemplateResult {
  const words = {
    asked: '',
    approved: t('Plan approved'),
    denied: t('Changes to the plan asked for'),
    withdrawn: t('Plan no longer waiting'),
  }[item.state];
  return renderFold(
    {
      key: `${node.key}/settled`,
      label: html`${icon('notebook', 'quiet')}<span class="quiet">${words}</span>
        <span class="summary">${item.plan.replaceAll(/[#*\s]+/g, ' ').slice(0, 200)}</span>`,
      body: () =>
        html`${item.message ? html`<p class="plain">${item.message}</p>` : nothing}
          <div class="prose" data-part=${node.key}>${markdownBlocks(item, item.plan)}</div>`,
      onToggle: () => touch(node),
    },
    context,
  );
}
