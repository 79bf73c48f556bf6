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
    label: 'Go On by Itself',
    title: 'Resume by itself when the usage limit is reset',
    does: { intent: 'resumeAtReset' },
    primary: true,
  },
  resume: { label: 'Resume', title: 'Go on where it stopped', does: { intent: 'resumeTask' }, primary: true },
  retry: { label: 'Retry', title: 'Run the task again', does: { intent: 'retryTask' }, primary: true },
  raiseBudget: {
    label: 'Raise Budget and Go On',
    title: 'Allow as much again, and let Claude go on',
    does: { intent: 'raiseBudget' },
    primary: true,
  },
  takeOver: {
    label: 'Take Over',
    title: 'Interrupt the task: the window that runs it was not heard of for long',
    does: { intent: 'takeOverTask' },
    primary: true,
  },
  startOnTop: {
    label: 'Start on Top',
    title: 'Start now, on top of the change that is still in review',
    does: { intent: 'startOnTop' },
    primary: true,
  },
  review: {
    label: 'Review Changes',
    title: 'Open all changes in a diff editor',
    does: { intent: 'reviewChanges' },
    primary: true,
  },
  approve: { label: 'Approve Task', title: 'Approve every hunk that is not decided', does: { approve: true } },
  approveWithReason: {
    label: 'Approve Anyway…',
    title: 'Gates failed: approve with a reason',
    does: { form: 'approve' },
  },
  fix: {
    label: 'Fix with Claude',
    title: 'Send Claude what the gates found, or why a hook refused',
    does: { intent: 'fixTask' },
  },
  requestChanges: { label: 'Request Changes…', title: 'Tell Claude what to change', does: { form: 'requestChanges' } },
  runGates: { label: 'Run QA Gates', title: 'Run the gates again', does: { intent: 'runGates' } },
  sendMessage: { label: 'Send Message…', title: 'Send Claude a message in this task', does: { form: 'sendMessage' } },
  keepForReview: { label: 'Keep for Review', title: 'Review what was done so far', does: { intent: 'keepForReview' } },
  reject: { label: 'Reject…', title: 'Take out what Claude did; your own edits stay', does: { form: 'reject' } },
  undoReject: { label: 'Undo Reject', title: 'Bring the rejected change back', does: { intent: 'undoReject' } },
  undoCommit: {
    label: 'Take Back Commit',
    title: 'The commit goes, the work and what you have staged stay; it can be committed again',
    does: { intent: 'undoCommit' },
  },
  takeBackHead: {
    label: 'Take HEAD Back',
    title: 'HEAD goes back to where it was before Claude’s last turn; the files stay as they are',
    does: { intent: 'takeBackHead' },
  },
  interrupt: {
    label: 'Interrupt',
    title: 'Stop Claude after this step and keep the work',
    does: { intent: 'interruptTask' },
  },
  cancel: { label: 'Cancel Task', title: 'End the task', does: { intent: 'cancelTask' } },
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
        : html`<p class="quiet verdicts">Gates on these files: ${task.verdicts}</p>`
    }
    <div class="buttons" role="group" aria-label="Actions">
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
