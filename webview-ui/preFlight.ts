import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { countOf } from '../src/protocol/counts';
import type { CheckView, TaskView } from '../src/protocol/view';
import type { Context } from './context';
import { icon, renderFold, type Part } from './parts';

const looks = {
  pass: { icon: 'pass', tone: 'good', words: t('passed') },
  warn: { icon: 'warning', tone: 'warn', words: t('warning') },
  block: { icon: 'error', tone: 'bad', words: t('blocks the task') },
} as const;

/** One line while all is well; what needs the user is always in sight, with its fix. */
export function renderPreFlight(task: TaskView, context: Context): Part {
  const { preFlight } = task;
  if (preFlight.length === 0) {
    return nothing;
  }
  const isWaiting = task.status === 'pre_flight';
  const open = preFlight.filter(check => check.outcome === 'block' || (check.outcome === 'warn' && isWaiting));
  const rest = preFlight.filter(check => !open.includes(check));
  const warnings = rest.filter(check => check.outcome === 'warn').length;
  return html`<section class="part pre-flight" aria-label=${t('Pre-flight')}>
    ${
      open.length > 0
        ? html`<ul>
            ${open.map(check => renderCheck(check, task, context))}
          </ul>`
        : nothing
    }
    ${
      isWaiting && open.some(check => check.outcome === 'block')
        ? html`<div class="buttons">
            <vscode-button appearance="secondary" @click=${() => context.post({ type: 'recheck', task: task.id })}
              >${t('Check Again')}</vscode-button
            >
          </div>`
        : nothing
    }
    ${
      rest.length > 0
        ? renderFold(
            {
              key: `${task.id}/pre-flight`,
              label: html`${icon(warnings > 0 ? 'warning' : 'checklist', warnings > 0 ? 'warn' : 'quiet')}
                <span class="quiet"
                  >${[
                    t`Pre-flight: ${countOf(rest.length - warnings, 'check')} passed`,
                    ...(warnings > 0 ? [countOf(warnings, 'warning')] : []),
                  ].join(', ')}</span
                >`,
              body: () =>
                html`<ul>
                  ${rest.map(check => renderCheck(check, task, context))}
                </ul>`,
            },
            context,
          )
        : nothing
    }
  </section>`;
}

/** Once Claude works, what the report said is history. */
function canFix({ status }: TaskView): boolean {
  return status === 'pre_flight' || status === 'pending';
}

function renderCheck(check: CheckView, task: TaskView, context: Context): TemplateResult {
  const look = looks[check.outcome];
  const { fix } = check;
  return html`<li class="check">
    ${icon(look.icon, look.tone)}
    <span class="check-text"
      ><strong>${check.label}</strong><span class="hidden"> (${look.words})</span>${
        check.detail ? html`<span class="quiet"> ${check.detail}</span>` : nothing
      }</span
    >
    ${
      fix && canFix(task)
        ? html`<vscode-button
            appearance="secondary"
            @click=${() => context.post({ type: 'fixPreFlight', task: task.id, fix: fix.id })}
            >${fix.label}</vscode-button
          >`
        : nothing
    }
    ${
      check.canWaive && check.outcome === 'block'
        ? html`<vscode-button
            appearance="secondary"
            @click=${() => context.post({ type: 'waivePreFlight', task: task.id, check: check.check })}
            >${t('Go On Anyway')}</vscode-button
          >`
        : nothing
    }
  </li>`;
}
