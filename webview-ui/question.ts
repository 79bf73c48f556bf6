import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { StreamItemOf } from '../src/protocol/streamItem';
import type { Context } from './context';
import { textOf } from './input';
import { touch, type ItemNode } from './model';
import { icon, renderFold } from './parts';

type QuestionItem = StreamItemOf<'question'>;
type Question = QuestionItem['questions'][number];

/** What Claude asks the user: a form while it waits, a line afterwards. */
export function renderQuestion(node: ItemNode, item: QuestionItem, context: Context): TemplateResult {
  return item.state === 'asked' ? renderForm(node, item, context) : renderSettled(node, item, context);
}

function renderForm(node: ItemNode, item: QuestionItem, context: Context): TemplateResult {
  const { request, questions } = item;
  const task = node.chunk.stream.task.view.id;
  const answers = questions.map((question, i) => answerOf(context, keyOf(request, i), question));
  const isReady = answers.every(answer => answer !== '');
  const send = (): void => {
    const entries = questions.map((question, i) => [question.question, answers[i] ?? ''] as const);
    context.post({ type: 'answerQuestions', task, request, answers: Object.fromEntries(entries) });
    forget(context, item);
  };
  const decline = (): void => {
    context.post({
      type: 'answerPermission',
      task,
      request,
      answer: 'deny',
      message: 'The user does not answer this.',
    });
    forget(context, item);
  };
  return html`<section
    class="item card permission"
    role="group"
    aria-label=${t('Claude asks you')}
    data-part=${node.key}
  >
    <h4>${icon('question', 'warn')}${t('Claude asks you')}</h4>
    ${questions.map((question, i) => renderOne(node, question, keyOf(request, i), context))}
    <div class="buttons">
      <vscode-button ?disabled=${!isReady} @click=${send}>${t('Answer')}</vscode-button>
      <vscode-button appearance="secondary" @click=${decline}>${t('Do Not Answer')}</vscode-button>
    </div>
  </section>`;
}

function renderOne(node: ItemNode, question: Question, key: string, context: Context): TemplateResult {
  const { choices, ownWords } = context.ui;
  const chosen = choicesOf(choices.get(key));
  const changed = (): void => {
    touch(node);
    context.redraw();
  };
  const choose = (label: string, on: boolean): void => {
    const others = question.several ? chosen.filter(other => other !== label) : [];
    choices.set(key, [...others, ...(on ? [label] : [])].join('\n'));
    changed();
  };
  const write = (event: Event): void => {
    ownWords.set(key, textOf(event));
    changed();
  };
  return html`<fieldset class="question">
    <legend>${question.question}</legend>
    ${question.options.map(
      ({ label, description }) =>
        html`<label class="option">
          <input
            type=${question.several ? 'checkbox' : 'radio'}
            name=${key}
            .checked=${live(chosen.includes(label))}
            @change=${(event: Event) => choose(label, (event.currentTarget as HTMLInputElement).checked)}
          />
          <span>${label}${description ? html` <span class="quiet">${description}</span>` : nothing}</span>
        </label>`,
    )}
    <vscode-text-field
      class="bare"
      placeholder=${question.options.length > 0 ? t('Or in your own words') : t('Your answer')}
      .value=${live(ownWords.get(key) ?? '')}
      @input=${write}
      >${question.question}</vscode-text-field
    >
  </fieldset>`;
}

function renderSettled(node: ItemNode, item: QuestionItem, context: Context): TemplateResult {
  const words = { asked: '', answered: t('Answered'), denied: t('Not answered'), withdrawn: t('No longer asked') }[
    item.state
  ];
  const all = Object.values(item.answers).join('; ');
  return renderFold(
    {
      key: `${node.key}/settled`,
      label: html`${icon('question', 'quiet')}<span class="quiet">${words}</span>
        <span class="summary">${all || item.questions[0]?.question}</span>`,
      body: () =>
        html`<div data-part=${node.key}>
          ${item.questions.map(
            ({ question }) => html`<p>${question}<br /><span class="quiet">${item.answers[question] ?? ''}</span></p>`,
          )}
        </div>`,
      onToggle: () => touch(node),
    },
    context,
  );
}

/** The user's own words count where there are any, else what they chose. */
function answerOf({ ui }: Context, key: string, question: Question): string {
  const own = (ui.ownWords.get(key) ?? '').trim();
  const chosen = choicesOf(ui.choices.get(key));
  const listed = question.options.map(({ label }) => label).filter(label => chosen.includes(label));
  return (question.several ? [...listed, ...(own ? [own] : [])] : [own || (listed[0] ?? '')]).join(', ');
}

function choicesOf(text: string | undefined): string[] {
  return text ? text.split('\n') : [];
}

function forget({ ui }: Context, { request, questions }: QuestionItem): void {
  questions.forEach((_, i) => {
    ui.choices.delete(keyOf(request, i));
    ui.ownWords.delete(keyOf(request, i));
  });
}

function keyOf(request: string, index: number): string {
  return `${request}/${index}`;
}
