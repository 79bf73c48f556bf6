import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { countOf } from '../src/protocol/counts';
import type { StreamItem, StreamItemOf } from '../src/protocol/streamItem';
import type { Context } from './context';
import { formatDuration } from './format';
import { markdownBlocks } from './markdown';
import { touch, type ItemNode } from './model';
import { icon, output, renderFold, type Part } from './parts';
import { renderPermission } from './permission';
import { renderPlan } from './plan';
import { renderQuestion } from './question';
import { renderToolCall } from './toolCall';

/** While it grows, a text longer than this is shown plain: Markdown is drawn once it is whole. */
const plainWhileGrowing = 30_000;

export function renderNode(node: ItemNode, context: Context): TemplateResult {
  const { item } = node;
  if (isAsked(item) && node.chunk.stream.task.view.isElsewhere) {
    return line(node, 'shield', t`Claude ${waitsFor(item)}. The window that runs this task can answer.`);
  }
  switch (item.kind) {
    case 'text':
      return renderText(node, item);
    case 'thinking':
      return renderThinking(node, item, context);
    case 'tool':
      return renderToolCall(node, item, context, renderNode);
    case 'todos':
      return renderTodos(node, item);
    case 'permission':
      return renderPermission(node, item, context);
    case 'question':
      return renderQuestion(node, item, context);
    case 'plan':
      return renderPlan(node, item, context);
    case 'said':
      return html`<div class="item said">
        ${icon('comment', 'quiet')}<span class="plain" data-part=${node.key}>${item.text}</span>
      </div>`;
    case 'retry':
      return line(
        node,
        'sync',
        t`Trying again in ${formatDuration(item.delay)}, attempt ${item.attempt} of ${item.of}: ${item.why}`,
      );
    case 'notice':
      return line(node, 'info', item.text);
    case 'error':
      return html`<div class="item message bad" role="alert">
        ${icon('error', 'bad')}<span data-part=${node.key}>${item.text}</span>
      </div>`;
    case 'raw':
      return renderFold(
        {
          key: node.key,
          label: html`${icon('question')}<span class="quiet">${t('Output that was not understood')}</span>`,
          body: () =>
            html`<p class="quiet">${item.why}</p>
              ${output(item.line, t('Output that was not understood'), node.key)}`,
          onToggle: () => touch(node),
        },
        context,
      );
  }
}

type Request = StreamItemOf<'permission' | 'question' | 'plan'>;

function isAsked(item: StreamItem): item is Request {
  return (item.kind === 'permission' || item.kind === 'question' || item.kind === 'plan') && item.state === 'asked';
}

function waitsFor(item: Request): string {
  switch (item.kind) {
    case 'permission':
      return item.summary ? t`asks to use ${item.tool}: ${item.summary}` : t`asks to use ${item.tool}`;
    case 'question':
      return t`asks: ${item.questions.map(({ question }) => question).join(' ')}`;
    case 'plan':
      return t('has made a plan');
  }
}

function renderText(node: ItemNode, item: StreamItemOf<'text' | 'thinking'>): TemplateResult {
  const plain = !item.done && item.text.length > plainWhileGrowing;
  return html`<div class="item prose" data-part=${node.key} aria-busy=${item.done ? 'false' : 'true'}>
    ${plain ? html`<div class="plain">${item.text}</div>` : markdownBlocks(item, item.text)}${omitted(item)}
  </div>`;
}

function renderThinking(node: ItemNode, item: StreamItemOf<'text' | 'thinking'>, context: Context): TemplateResult {
  return renderFold(
    {
      key: node.key,
      label: html`${icon('lightbulb', 'quiet')}<span class="quiet">${item.done ? t('Thought') : t('Thinking…')}</span>
        <span class="summary quiet">${firstLine(item.text)}</span>`,
      body: () => html`<div class="plain quiet" data-part=${node.key}>${item.text}${omitted(item)}</div>`,
      onToggle: () => touch(node),
    },
    context,
  );
}

function renderTodos(node: ItemNode, item: StreamItemOf<'todos'>): TemplateResult {
  const done = item.items.filter(todo => todo.status === 'completed').length;
  const icons = { pending: 'circle-large', in_progress: 'arrow-circle-right', completed: 'pass-filled' } as const;
  const words = { pending: t('to do'), in_progress: t('under way'), completed: t('done') } as const;
  return html`<section class="item card todos" aria-label=${t('To-do list')}>
    <h4>
      ${icon('checklist')}${t('To-do list')}
      <span class="quiet">${t`${done} of ${item.items.length} done`}</span>
    </h4>
    <ul>
      ${item.items.map(
        (todo, i) =>
          html`<li class=${todo.status}>
            ${icon(icons[todo.status], todo.status === 'completed' ? 'good' : todo.status === 'pending' ? 'quiet' : 'busy')}
            <span data-part="${node.key}/${i}">${todo.text}</span><span class="hidden">(${words[todo.status]})</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

function line(node: ItemNode, iconName: string, text: string): TemplateResult {
  return html`<div class="item message">${icon(iconName, 'quiet')}<span data-part=${node.key}>${text}</span></div>`;
}

function omitted(item: { readonly omitted: number }): Part {
  return item.omitted > 0
    ? html`<p class="quiet">${t`${countOf(item.omitted, 'moreCharacter')} left out.`}</p>`
    : nothing;
}

function firstLine(text: string): string {
  return text.trimStart().slice(0, 200).split('\n', 1)[0] ?? '';
}
