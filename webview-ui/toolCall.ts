import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { countOf } from '../src/protocol/counts';
import type { StreamItemOf } from '../src/protocol/streamItem';
import type { Context } from './context';
import { diffOf } from './diffLines';
import { touch, type ItemNode } from './model';
import { fileLink, icon, output, renderFold, type Part } from './parts';

type ToolItem = StreamItemOf<'tool'>;

const icons: Partial<Record<string, string>> = {
  Agent: 'hubot',
  Bash: 'terminal',
  Edit: 'edit',
  Glob: 'search',
  Grep: 'search',
  MultiEdit: 'edit',
  NotebookEdit: 'notebook',
  PowerShell: 'terminal',
  Read: 'file',
  Task: 'hubot',
  WebFetch: 'globe',
  WebSearch: 'globe',
  Write: 'new-file',
};

/** One line; opens to what went in and came out. A sub-agent's own steps are inside its call. */
export function renderToolCall(
  node: ItemNode,
  item: ToolItem,
  context: Context,
  renderChild: (node: ItemNode, context: Context) => TemplateResult,
): TemplateResult {
  const name = item.name.replace(/^mcp__(?<server>.+?)__/, '$<server>: ');
  const { file } = item;
  const { key } = node;
  return html`<div class="item tool">
    ${renderFold(
      {
        key,
        label: html`${icon(item.state === 'running' ? 'loading~spin' : (icons[item.name] ?? 'tools'), 'quiet')}
          <span class="name" data-part="${key}/name">${name}</span
          >${file ? nothing : html`<span class="summary code-font" data-part="${key}/summary">${item.summary}</span>`}`,
        aside: html`${file ? fileLink(file.path, item.summary, file.line, `${key}/summary`) : nothing}${facts(node, item)}`,
        body: () =>
          html`${renderEdits(item.edits, `${key}/edits`)}${item.edits.length > 0 ? nothing : renderInput(item.input, `${key}/input`)}
          ${node.children.map(child => renderChild(child, context))}
          ${item.output ? output(item.output, t`Output of ${name}`, `${key}/output`) : nothing}`,
        onToggle: () => touch(node),
      },
      context,
    )}
  </div>`;
}

/** An edit as people read it. */
export function renderEdits(edits: ToolItem['edits'], part?: string): Part {
  return edits.length === 0
    ? nothing
    : html`<div class="edits" data-part=${part ?? nothing} role="group" aria-label=${t('Edit')} tabindex="0">
        ${edits.map(
          edit =>
            html`<pre class="edit">
${diffOf(edit.before, edit.after).map(
                  ({ sign, text }) =>
                    html`<span class=${sign === '+' ? 'added' : sign === '-' ? 'removed' : 'same'}
                      ><span class="sign">${sign}</span>${text + '\n'}</span
                    >`,
                )}</pre>
              ${edit.cut ? html`<p class="quiet">${t('Longer than what is shown here.')}</p>` : nothing}`,
        )}
      </div>`;
}

export function renderInput(input: string, part: string): Part {
  return input === '' || input === '{}' ? nothing : output(input, t('Input'), part);
}

function facts(node: ItemNode, item: ToolItem): Part {
  const steps = node.children.length;
  const words = {
    running: html`<span class="hidden">${t('running')}</span>`,
    ok: html`<span class="hidden">${t('done')}</span>`,
    failed: html`${icon('error', 'bad')}${t('failed')}`,
    denied: html`${icon('circle-slash', 'quiet')}${t('denied')}`,
    stopped: html`${icon('debug-stop', 'quiet')}${t('stopped')}`,
  };
  return html`<span class="facts">
    ${steps > 0 ? html`<span>${countOf(steps, 'step')}</span>` : nothing}
    <span class="tool-state">${words[item.state]}</span>
  </span>`;
}
