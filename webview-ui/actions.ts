import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ToHost } from '../src/protocol/messages';
import type { TaskAction, TaskView } from '../src/protocol/view';
import type { Context } from './context';
import { openForm, renderForm } from './form';
import type { Part } from './parts';
import type { FormKind } from './uiState';

type Simple = Extract<ToHost, { task: string }>['type'];

interface ActionLook {
  readonly label: string;
  readonly title: string;
  /** What a click does: tell the host, or ask for words first. */
  readonly does:
    { readonly intent: Exclude<Simple, WithWords> } | { readonly form: FormKind } | { readonly approve: true };
  readonly primary?: true;
}
type WithWords =
  | 'fixPreFlight'
  | 'waivePreFlight'
  | 'answerPermission'
  | 'answerQuestions'
  | 'approvePlan'
  | 'revisePlan'
  | 'sendMessage'
  | 'editMessage'
  | 'moveMessage'
  | 'removeMessage'
  | 'sendNow'
  | 'openDiff'
  | 'approveRest'
  | 'rejectRest'
  | 'openRejected'
  | 'bringBack'
  | 'runGate'
  | 'openGateLog'
  | 'openFile'
  | 'approveTask'
  | 'commitTask'
  | 'rejectTask'
  | 'takeBackHookHunk'
  | 'openHookDiff'
  | 'requestChanges';

/** In the order in which they stand. `commit` is the commit panel's. */
const looks: Record<Exclude<TaskAction, 'commit'>, ActionLook> = {
  resumeAtReset: {
    label: t('Go On by Itself'),
    title: t('Resume by itself when the usage limit is reset'),
    does: { intent: 'resumeAtReset' },
    primary: true,
  },
  resume: { label: t('Resume'), title: t('Go on where it stopped'), does: { intent: 'resumeTask' }, primary: true },
  retry: { label: t('Retry'), title: t('Run the task again'), does: { intent: 'retryTask' }, primary: true },
  raiseBudget: {
    label: t('Raise Budget and Go On'),
    title: t('Allow as much again, and let Claude go on'),
    does: { intent: 'raiseBudget' },
    primary: true,
  },
  takeOver: {
    label: t('Take Over'),
    title: t('Interrupt the task: the window that runs it was not heard of for long'),
    does: { intent: 'takeOverTask' },
    primary: true,
  },
  startOnTop: {
    label: t('Start on Top'),
    title: t('Start now, on top of the change that is still in review'),
    does: { intent: 'startOnTop' },
    primary: true,
  },
  review: {
    label: t('Review Changes'),
    title: t('Open all changes in a diff editor'),
    does: { intent: 'reviewChanges' },
    primary: true,
  },
  approve: { label: t('Approve Task'), title: t('Approve every hunk that is not decided'), does: { approve: true } },
  approveWithReason: {
    label: t('Approve Anyway…'),
    title: t('Gates failed: approve with a reason'),
    does: { form: 'approve' },
  },
  fix: {
    label: t('Fix with Claude'),
    title: t('Send Claude what the gates found, or why a hook refused'),
    does: { intent: 'fixTask' },
  },
  requestChanges: {
    label: t('Request Changes…'),
    title: t('Tell Claude what to change'),
    does: { form: 'requestChanges' },
  },
  runGates: { label: t('Run QA Gates'), title: t('Run the gates again'), does: { intent: 'runGates' } },
  sendMessage: {
    label: t('Send Message…'),
    title: t('Send Claude a message in this task'),
    does: { form: 'sendMessage' },
  },
  keepForReview: {
    label: t('Keep for Review'),
    title: t('Review what was done so far'),
    does: { intent: 'keepForReview' },
  },
  reject: { label: t('Reject…'), title: t('Take out what Claude did; your own edits stay'), does: { form: 'reject' } },
  undoReject: { label: t('Undo Reject'), title: t('Bring the rejected change back'), does: { intent: 'undoReject' } },
  undoCommit: {
    label: t('Take Back Commit'),
    title: t('The commit goes, the work and what you have staged stay; it can be committed again'),
    does: { intent: 'undoCommit' },
  },
  takeBackHead: {
    label: t('Take HEAD Back'),
    title: t('HEAD goes back to where it was before Claude’s last turn; the files stay as they are'),
    does: { intent: 'takeBackHead' },
  },
  interrupt: {
    label: t('Interrupt'),
    title: t('Stop Claude after this step and keep the work'),
    does: { intent: 'interruptTask' },
  },
  cancel: { label: t('Cancel Task'), title: t('End the task'), does: { intent: 'cancelTask' } },
};
const order = Object.keys(looks) as (keyof typeof looks)[];

/** What the user can do with the task now, and the form of what they are about to do. */
export function renderActions(task: TaskView, context: Context): Part {
  const isRefusalShown = task.refused !== null && task.commitPreview !== null; // and "Fix with Claude" beside it
  const actions = order.filter(action => task.actions.includes(action) && !(action === 'fix' && isRefusalShown));
  const form = context.ui.forms.get(task.id);
  if (actions.length === 0) {
    return nothing;
  }
  const isCommitting = task.actions.includes('commit');
  const primary = isCommitting ? undefined : actions.find(action => looks[action].primary);
  return html`<div class="part actions">
    ${form && isOpenable(form.kind, task) ? renderForm(task, form, context) : nothing}
    ${
      task.verdicts === null || !(actions.includes('approve') || actions.includes('approveWithReason'))
        ? nothing
        : html`<p class="quiet verdicts">${t`Gates on these files: ${task.verdicts}`}</p>`
    }
    <div class="buttons" role="group" aria-label=${t('Actions')}>
      ${actions.map(action => renderAction(action, action === primary, task, context))}
    </div>
  </div>`;
}

function renderAction(
  action: keyof typeof looks,
  isPrimary: boolean,
  task: TaskView,
  context: Context,
): TemplateResult {
  const { label, title, does } = looks[action];
  const run = (): void => {
    if ('form' in does) {
      openForm(task.id, does.form, context);
    } else if ('approve' in does) {
      context.post({ type: 'approveTask', task: task.id, reason: '' });
    } else {
      context.post({ type: does.intent, task: task.id });
    }
  };
  return html`<vscode-button appearance=${isPrimary ? 'primary' : 'secondary'} title=${title} @click=${run}
    >${label}</vscode-button
  >`;
}

/** A form outlives the moment it was opened in: it shows only while its action is allowed. */
function isOpenable(kind: FormKind, task: TaskView): boolean {
  return task.actions.includes(kind === 'approve' ? 'approveWithReason' : kind);
}
