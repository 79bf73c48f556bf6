import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { modelPattern, permissionModes } from '../src/protocol/limits';
import type { ToHostOf } from '../src/protocol/messages';
import type { Context } from './context';
import { textOf } from './input';
import { icon } from './parts';
import type { UiState } from './uiState';

type Options = Omit<ToHostOf<'submitPrompt'>, 'type' | 'prompt' | 'images'>;

/** What the next task has otherwise than the settings; a problem in words where a field does not say it. */
export function readOptions({ mode, model, budget, skipGates }: UiState): Options | { readonly problem: string } {
  const [name, dollars] = [model.trim(), budget.trim()];
  if (name !== '' && !modelPattern.test(name)) {
    return { problem: t('This is no name of a model. Leave it empty for the one that is set.') };
  }
  const budgetUsd = dollars === '' ? null : Number(dollars);
  if (budgetUsd !== null && !(budgetUsd > 0 && budgetUsd <= 100_000)) {
    return { problem: t('The budget is a number of US dollars above 0. Leave it empty for the one that is set.') };
  }
  const permissionMode = permissionModes.find(known => known === mode) ?? null;
  return { mode: permissionMode, model: name === '' ? null : name, budgetUsd, skipGates };
}

/** The button that shows the options; it tells in words which of them are not as set. */
export function renderOptionsButton({ ui }: Context, onDraft: () => void): TemplateResult {
  const toggle = (): void => {
    ui.showsOptions = !ui.showsOptions;
    onDraft();
  };
  const words = [
    ui.model.trim() && t`model ${ui.model.trim()}`,
    ui.budget.trim() && t`at most $${ui.budget.trim()}`,
    ui.skipGates && t('no QA gates'),
  ].filter(Boolean);
  return html`<button
    type="button"
    class="options-button"
    aria-expanded=${ui.showsOptions}
    aria-controls=${ui.showsOptions ? optionsId : nothing}
    title=${t('Model, budget and gates of this task')}
    @click=${toggle}
  >
    ${icon('settings')}<span>${words.length === 0 ? t('Options') : words.join(' · ')}</span>
  </button>`;
}

/** The options themselves; they are the next task's alone. */
export function renderOptions({ ui }: Context, onDraft: () => void): TemplateResult | typeof nothing {
  const read = readOptions(ui);
  const problem = 'problem' in read ? html`<p class="tone-bad" role="alert">${read.problem}</p>` : nothing;
  if (!ui.showsOptions) {
    return problem;
  }
  const set = (name: 'model' | 'budget') => (event: Event) => {
    ui[name] = textOf(event);
    onDraft();
  };
  const onGates = (): void => {
    ui.skipGates = !ui.skipGates;
    onDraft();
  };
  return html`<div id=${optionsId} class="task-options" role="group" aria-label=${t('Options of this task')}>
      <vscode-text-field placeholder=${t('as set, e.g. opus')} .value=${live(ui.model)} @input=${set('model')}
        >${t('Model')}</vscode-text-field
      >
      <vscode-text-field placeholder=${t('as set')} .value=${live(ui.budget)} @input=${set('budget')}
        >${t('Budget in US dollars')}</vscode-text-field
      >
      <label><input type="checkbox" .checked=${live(!ui.skipGates)} @change=${onGates} />${t('Run QA gates')}</label>
    </div>
    ${problem}`;
}

const optionsId = 'task-options';
