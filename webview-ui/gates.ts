import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { countOf } from '../src/protocol/counts';
import { gateStatusTexts } from '../src/protocol/words';
import type { GateView, TaskView } from '../src/protocol/view';
import type { Context } from './context';
import { elapsed } from './elapsed';
import { formatDuration } from './format';
import { findingLimit } from './model';
import { dots, fileLink, icon, output, renderFold, type Part, type Tone } from './parts';

interface Look {
  readonly icon: string;
  readonly tone: Tone;
  readonly words: string;
}

const verdictLooks: Record<NonNullable<GateView['verdict']>, Look> = {
  passed: { icon: 'pass', tone: 'good', words: t('passed') },
  failed: { icon: 'error', tone: 'bad', words: t('failed') },
  errored: { icon: 'bug', tone: 'bad', words: t('could not run') },
  timed_out: { icon: 'watch', tone: 'bad', words: t('timed out') },
  skipped: { icon: 'debug-step-over', tone: 'quiet', words: t('skipped') },
  ran_nothing: { icon: 'circle-slash', tone: 'warn', words: t('ran no test') },
};

export function renderGates(task: TaskView, context: Context): Part {
  return task.gates.length === 0
    ? nothing
    : html`<section class="part gates" aria-label=${t('QA gates')}>
        <h3>${t('QA gates')}</h3>
        ${task.gates.map(gate => renderGate(gate, task, context))}
      </section>`;
}

function renderGate(gate: GateView, task: TaskView, context: Context): TemplateResult {
  const look = lookOf(gate);
  const findings = gate.findings.length;
  const key = `${task.id}/gate/${gate.name}`;
  return renderFold(
    {
      key,
      label: html`${icon(look.icon, look.tone)}<span class="name" data-part="${key}/name">${gate.name}</span>
        <span class="tone-${look.tone}">${look.words}</span>`,
      aside: html`<span class="facts">
        ${dots([
          gate.stale !== null && html`<span title=${gate.stale}>${t('stale')}</span>`,
          gate.flaky && html`<span title=${t('It judged the very same files otherwise before')}>${t('flaky')}</span>`,
          gate.tests !== null && gate.status === 'done' && countOf(gate.tests.ran, 'test'),
          findings > 0 && countsOf(gate),
          gate.fixed > 0 && t`${gate.fixed} fixed`,
          gate.verdict !== null && gate.verdict !== 'passed' && !gate.blocks && t('does not block'),
          gate.status === 'running'
            ? elapsed(gate.startedAt, null)
            : gate.duration !== null && formatDuration(gate.duration),
        ])}
      </span>`,
      openByDefault: task.status !== 'running' && gate.status === 'done' && gate.blocks,
      body: () =>
        html`${gate.comparison === null ? nothing : html`<p class="quiet">${gate.comparison}</p>`}
          ${findings > 0 ? renderFindings(gate, key) : nothing}
          <p class="quiet code-font command" data-part="${key}/command">
            ${gate.exitCode === null ? gate.command : t`${gate.command} (exit code ${gate.exitCode})`}
          </p>
          ${gate.output === '' ? nothing : output(gate.output, t`Output of ${gate.name}`, `${key}/output`)}
          ${renderButtons(gate, task, context)}`,
    },
    context,
  );
}

/** What can be done about one gate. */
function renderButtons(gate: GateView, task: TaskView, context: Context): Part {
  const place = { task: task.id, gate: gate.name };
  return gate.status !== 'done'
    ? nothing
    : html`<div class="buttons">
        ${
          task.actions.includes('runGates')
            ? html`<vscode-button appearance="secondary" @click=${() => context.post({ type: 'runGate', ...place })}
                >${t('Run Again')}</vscode-button
              >`
            : nothing
        }
        <vscode-button appearance="secondary" @click=${() => context.post({ type: 'openGateLog', ...place })}
          >${t('Open Full Output')}</vscode-button
        >
      </div>`;
}

/** How many findings there are, and how many of them are new where that is known. */
function countsOf({ findings, introduced }: GateView): string {
  return introduced === null || introduced === findings.length
    ? countOf(findings.length, 'finding')
    : t`${introduced} of ${countOf(findings.length, 'finding')} new`;
}

function renderFindings(gate: GateView, key: string): TemplateResult {
  const shown = gate.findings.slice(0, findingLimit);
  return html`<ul class="findings">
    ${shown.map(
      ({ file, line, severity, message, rule }, i) =>
        html`<li>
          ${icon(severity, severity === 'error' ? 'bad' : 'warn')}
          <span
            ><span class="hidden">${severity}: </span
            ><span data-part="${key}/finding/${i}">${message}</span>
            ${rule ? html`<span class="quiet">${rule}</span>` : nothing}
            ${gate.introduced !== null && i >= gate.introduced ? html`<span class="quiet">${t('pre-existing')}</span>` : nothing}
            ${file ? fileLink(file, line === null ? file : `${file}:${line}`, line) : nothing}</span
          >
        </li>`,
    )}
    ${
      gate.findings.length > shown.length
        ? html`<li class="quiet">
            ${t`${countOf(gate.findings.length - shown.length, 'moreFinding')} in the output.`}
          </li>`
        : nothing
    }
  </ul>`;
}

function lookOf(gate: GateView): Look {
  if (gate.status === 'running') {
    return { icon: 'loading~spin', tone: 'busy', words: gateStatusTexts.running };
  }
  if (gate.verdict === null) {
    return { icon: 'circle-large', tone: 'quiet', words: gateStatusTexts.queued };
  }
  const look = verdictLooks[gate.verdict];
  return gate.stale === null ? look : { ...look, tone: 'quiet' }; // colours are for what is true of the files as they are
}
