import { html, nothing, type TemplateResult } from 'lit-html';
import type { StreamItemOf } from '../src/protocol/streamItem';
import type { Context } from './context';
import { diffOf } from './diffLines';
import { plural } from './format';
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
          ${item.output ? output(item.output, `Output of ${name}`, `${key}/output`) : nothing}`,
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
    : html`<div class="edits" data-part=${part ?? nothing} role="group" aria-label="Edit" tabindex="0">
        ${edits.map(
          edit =>
            html`<pre class="edit">
${diffOf(edit.before, edit.after).map(
                  ({ sign, text }) =>
                    html`<span class=${sign === '+' ? 'added' : sign === '-' ? 'removed' : 'same'}
                      ><span class="sign">${sign}</span>${text + '\n'}</span
                    >`,
                )}</pre>
              ${edit.cut ? html`<p class="quiet">Longer than what is shown here.</p>` : nothing}`,
        )}
      </div>`;
}

export function renderInput(input: string, part: string): Part {
  return input === '' || input === '{}' ? nothing : output(input, 'Input', part);
}

function facts(node: ItemNode, item: ToolItem): Part {
  const steps = node.children.length;
  const words = {
    running: html`<span class="hidden">running</span>`,
    ok: html`<span class="hidden">done</span>`,
    failed: html`${icon('error', 'bad')}failed`,
    denied: html`${icon('circle-slash', 'quiet')}denied`,
    stopped: html`${icon('debug-stop', 'quiet')}stopped`,
  };
  return html`<span class="facts">
    ${steps > 0 ? html`<span>${plural(steps, 'step')}</span>` : nothing}
    <span class="tool-state">${words[item.state]}</span>
  </span>`;
}
