import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { countOf } from '../src/protocol/counts';
import { permissionModes, permissionModeWords, promptLimit, promptPlace } from '../src/protocol/limits';
import type { Context } from './context';
import { attachButton, attachedTo, renderChips, takeAttached } from './images';
import { textOf } from './input';
import { icon } from './parts';
import { renderPrompt, submitKeys } from './prompt';
import { readOptions, renderOptions, renderOptionsButton } from './taskOptions';

/** The prompt that becomes the next task. */
export function renderComposer(context: Context, onDraft: () => void): TemplateResult {
  const { ui } = context;
  const excess = excessOf(ui.draft);
  const { reading } = attachedTo(promptPlace, context);
  const submit = (): void => {
    const prompt = ui.draft.trim();
    const options = readOptions(ui);
    if (prompt !== '' && excessOf(prompt) === 0 && !('problem' in options) && reading.size === 0) {
      context.post({ type: 'submitPrompt', prompt, ...options, images: takeAttached(promptPlace, context) });
      Object.assign(ui, { model: '', budget: '', skipGates: false, showsOptions: false });
      ui.aside = ui.aside.filter(text => text !== ui.draft);
      ui.draft = '';
      ui.prompts = null;
      ui.follow = true;
      onDraft();
    }
  };
  return html`<form class="composer" aria-label=${t('New task')} @submit=${(event: Event) => event.preventDefault()}>
    ${renderChips(promptPlace, context)} ${renderPrompt(context, onDraft, submit)} ${renderOptions(context, onDraft)}
    <div class="options">
      ${renderMode(context, onDraft)} ${renderOptionsButton(context, onDraft)}
      <vscode-button
        appearance="icon"
        aria-label=${t('Reuse a Prompt…')}
        title=${t('Reuse a Prompt… (Up and Down at the ends of the input go through them too)')}
        @click=${() => context.post({ type: 'reusePrompt' })}
        >${icon('history')}</vscode-button
      >
      ${attachButton(promptPlace, context)}
      <vscode-button
        id="submit"
        ?disabled=${ui.draft.trim() === '' || excess > 0 || reading.size > 0 || 'problem' in readOptions(ui)}
        title=${t`Start task (${submitKeys})`}
        @click=${submit}
      >
        ${t('Start')}
      </vscode-button>
    </div>
    ${excess > 0 ? renderExcess(excess) : nothing}
  </form>`;
}

function renderMode({ ui }: Context, onDraft: () => void): TemplateResult {
  const onChange = (event: Event): void => {
    ui.mode = textOf(event);
    onDraft();
  };
  return html`<div class="mode">
    <select aria-label=${t('What Claude may do unasked')} .value=${live(ui.mode)} @change=${onChange}>
      <option value="" ?selected=${ui.mode === ''}>${t('Permissions as set')}</option>
      ${permissionModes.map(
        mode => html`<option value=${mode} ?selected=${ui.mode === mode}>${permissionModeWords[mode]}</option>`,
      )}
    </select>
    ${
      ui.mode === 'bypassPermissions'
        ? html`<span class="loud"
            >${icon('warning', 'bad')}${t('Claude will run any command and change any file without asking.')}</span
          >`
        : nothing
    }
  </div>`;
}

/** How many characters a prompt or message is too long. */
export function excessOf(text: string): number {
  return Math.max(0, text.trim().length - promptLimit);
}

export function renderExcess(excess: number): TemplateResult {
  return html`<p class="tone-bad excess" role="alert">
    ${t`Too long by ${countOf(excess, 'character')}. Put long material in a file and name the file.`}
  </p>`;
}
