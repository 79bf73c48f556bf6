import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { ToHostOf } from '../src/protocol/messages';
import type { StreamItemOf } from '../src/protocol/streamItem';
import type { Context } from './context';
import { textOf } from './input';
import { touch, type ItemNode } from './model';
import { icon, renderFold } from './parts';
import { renderEdits, renderInput } from './toolCall';

type PermissionItem = StreamItemOf<'permission'>;

const settled: Record<Exclude<PermissionItem['state'], 'asked'>, { icon: string; words: string }> = {
  allowed: { icon: 'check', words: t('Allowed once') },
  allowedForTask: { icon: 'check-all', words: t('Allowed for this task') },
  allowedAlways: { icon: 'check-all', words: t('Always allowed') },
  denied: { icon: 'circle-slash', words: t('Denied') },
  withdrawn: { icon: 'circle-slash', words: t('No longer asked') },
};

/** What Claude asks leave for: a question while it waits for the answer, a line afterwards. */
export function renderPermission(node: ItemNode, item: PermissionItem, context: Context): TemplateResult {
  return item.state === 'asked' ? renderQuestion(node, item, context) : renderSettled(node, item, item.state, context);
}

function renderQuestion(node: ItemNode, item: PermissionItem, context: Context): TemplateResult {
  const { ui } = context;
  const { request } = item;
  const task = node.chunk.stream.task.view.id;
  const isConfirming = ui.confirming.has(request);
  const answer = (choice: ToHostOf<'answerPermission'>['answer']) => (): void => {
    const message = choice === 'deny' ? (ui.denials.get(request) ?? '') : '';
    context.post({ type: 'answerPermission', task, request, answer: choice, message });
    ui.denials.delete(request);
    ui.confirming.delete(request);
  };
  const confirm = (): void => {
    if (!ui.confirming.delete(request)) {
      ui.confirming.add(request);
    }
    touch(node);
    context.redraw();
  };
  return html`<section class="item card permission" role="group" aria-label=${t('Claude asks for permission')}>
    <h4>${icon('shield', 'warn')}${t`Claude asks to use ${item.tool}`}</h4>
    ${item.description && item.description !== item.summary ? html`<p>${item.description}</p>` : nothing}
    ${item.summary ? html`<p class="code-font wrapped" data-part="${node.key}/summary">${item.summary}</p>` : nothing}
    ${renderFold(
      {
        key: node.key,
        label: html`${t('Details')}`,
        body: () =>
          item.edits.length > 0
            ? renderEdits(item.edits, `${node.key}/edits`)
            : renderInput(item.input, `${node.key}/input`),
        openByDefault: item.edits.length > 0,
        onToggle: () => touch(node),
      },
      context,
    )}
    <vscode-text-field
      placeholder=${t('What to do instead (with Deny)')}
      class="bare"
      .value=${live(ui.denials.get(request) ?? '')}
      @input=${(event: Event) => ui.denials.set(request, textOf(event))}
      >${t('What Claude should do instead')}</vscode-text-field
    >
    ${item.always && isConfirming ? renderLasting(item.always, node, request, answer('allowAlways'), context) : nothing}
    <div class="buttons">
      <vscode-button appearance=${isConfirming ? 'secondary' : 'primary'} @click=${answer('allow')}
        >${t('Allow Once')}</vscode-button
      >
      ${
        item.canAllowForTask
          ? html`<vscode-button appearance="secondary" @click=${answer('allowForTask')}
              >${t('Allow for This Task')}</vscode-button
            >`
          : nothing
      }
      ${
        item.always
          ? html`<vscode-button
              appearance="secondary"
              aria-expanded=${isConfirming ? 'true' : 'false'}
              @click=${confirm}
              >${t('Always Allow…')}</vscode-button
            >`
          : nothing
      }
      <vscode-button appearance="secondary" @click=${answer('deny')}>${t('Deny')}</vscode-button>
    </div>
  </section>`;
}

/** What would be written, before it is written. */
function renderLasting(
  { file, rules }: NonNullable<PermissionItem['always']>,
  node: ItemNode,
  request: string,
  write: () => void,
  context: Context,
): TemplateResult {
  const close = (): void => {
    context.ui.confirming.delete(request);
    touch(node);
    context.redraw();
  };
  return html`<div class="card" role="group" aria-label=${t('Always allow')}>
    <p>${t`These rules will be added to your own Claude settings, ${file}. They hold in all your projects:`}</p>
    <ul class="rules">
      ${rules.map(rule => html`<li class="code-font wrapped">${rule}</li>`)}
    </ul>
    <div class="buttons">
      <vscode-button @click=${write}>${t('Write and Allow')}</vscode-button>
      <vscode-button appearance="secondary" @click=${close}>${t('Back')}</vscode-button>
    </div>
  </div>`;
}

function renderSettled(
  node: ItemNode,
  item: PermissionItem,
  state: keyof typeof settled,
  context: Context,
): TemplateResult {
  return renderFold(
    {
      key: `${node.key}/settled`,
      label: html`${icon(settled[state].icon, 'quiet')}<span class="quiet">${settled[state].words}</span>
        <span class="name">${item.tool}</span
        ><span class="summary code-font" data-part="${node.key}/summary">${item.summary}</span>`,
      body: () =>
        html`${item.message ? html`<p>${item.message}</p>` : nothing}${item.edits.length > 0 ? renderEdits(item.edits, `${node.key}/edits`) : renderInput(item.input, `${node.key}/input`)}`,
      onToggle: () => touch(node),
    },
    context,
  );
}
