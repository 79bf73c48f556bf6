import { t } from '@vscode/l10n';
import type { Verdict } from '../core/gate';
import type { Task } from '../core/model';
import { isDecidable, type TaskStatus } from '../core/taskState';
import type { FileView, GateView, TaskView } from '../protocol/view';
import { rejectedNodes } from './rejectedNodes';
import { riskTooltip, shortly } from './riskModel';
import { countOf } from '../protocol/counts';
import { changeTexts, decidedTexts, gateStatusTexts, verdictTexts } from '../protocol/words';
import { inSeconds, joined, labelOf, type NodeIcon, type TreeNode } from './treeNode';

/** Below a task: what it changed, what was rejected of that, then what the gates say of it. */
export function taskChildren(view: TaskView, task: Task, repository: string): TreeNode[] {
  return [
    ...view.files.map(file => fileNode(file, view, task, repository)),
    ...rejectedNodes(view, task, repository),
    ...view.gates.map(gate => gateNode(gate, task, repository)),
  ];
}

export function taskIcon(status: TaskStatus): NodeIcon {
  return taskIcons[status];
}

const taskIcons: Record<TaskStatus, NodeIcon> = {
  pending: { id: 'clock' },
  pre_flight: { id: 'sync~spin' },
  running: { id: 'sync~spin', color: 'charts.blue' },
  waiting_qa: { id: 'beaker' },
  qa_running: { id: 'loading~spin', color: 'charts.blue' },
  qa_failed: { id: 'error', color: 'testing.iconFailed' },
  waiting_approval: { id: 'git-compare', color: 'charts.yellow' },
  approved: { id: 'verified', color: 'charts.green' },
  completed: { id: 'check', color: 'testing.iconPassed' },
  rejected: { id: 'discard', color: 'disabledForeground' },
  failed: { id: 'error', color: 'list.errorForeground' },
  cancelled: { id: 'circle-slash', color: 'disabledForeground' },
  interrupted: { id: 'debug-disconnect', color: 'list.warningForeground' },
};

const verdictIcons: Record<Verdict, NodeIcon> = {
  passed: { id: 'pass', color: 'testing.iconPassed' },
  failed: { id: 'error', color: 'testing.iconFailed' },
  errored: { id: 'warning', color: 'testing.iconErrored' },
  timed_out: { id: 'watch', color: 'testing.iconErrored' },
  skipped: { id: 'circle-slash', color: 'testing.iconSkipped' },
  ran_nothing: { id: 'question', color: 'testing.iconErrored' },
};

const fileIcons: Record<FileView['change'], NodeIcon> = {
  added: { id: 'diff-added', color: 'gitDecoration.addedResourceForeground' },
  modified: { id: 'diff-modified', color: 'gitDecoration.modifiedResourceForeground' },
  deleted: { id: 'diff-removed', color: 'gitDecoration.deletedResourceForeground' },
  renamed: { id: 'diff-renamed', color: 'gitDecoration.renamedResourceForeground' },
};

function fileNode(file: FileView, view: TaskView, task: Task, repository: string): TreeNode {
  const { path, from, change, hunks } = file;
  const slash = path.lastIndexOf('/');
  const name = labelOf(path.slice(slash + 1));
  const folder = labelOf(path.slice(0, Math.max(0, slash)));
  const decisions = inWords(hunks);
  const lines = file.added === null ? '' : t`, ${file.added} lines added, ${file.removed ?? 0} removed`;
  const origin = from === null ? '' : t` from ${labelOf(from)}`;
  const warning = file.protectedFor === undefined ? '' : t`${file.protectedFor}: needs an approval of its own`;
  const risks = file.risks ?? [];
  const marked = [...new Set(risks.map(({ what }) => what))];
  const canApprove = isDecidable(view.status) && hunks.pending > 0;
  const canReject = isDecidable(view.status) && hunks.rejected + hunks.committed < hunks.total;
  const hasRest = canApprove && hunks.pending < hunks.total;
  return {
    id: `file:${task.id}:${path}`,
    kind: 'file',
    label: name,
    description: joined(folder, decisions, warning, marked.length > 0 && `⚠ ${shortly(marked)}`),
    tooltip: `${labelOf(path)}\n${changeTexts[change]}${origin}${lines}\n${decisions}${warning && `\n${warning}`}${marked.length > 0 ? `\n\n${t`Look closer:\n${riskTooltip(risks)}`}` : ''}`,
    accessibilityLabel: `${name}${folder && t` in ${folder}`}, ${changeTexts[change]}${origin}, ${decisions}${warning && `, ${warning}`}${marked.length > 0 ? t`, look closer: ${marked.join(', ')}` : ''}`,
    icon: file.protectedFor === undefined ? fileIcons[change] : { id: 'shield', color: 'list.warningForeground' },
    contextValue: `file${canApprove ? '.canApprove' : ''}${canReject ? '.canReject' : ''}${hasRest ? '.hasRest' : ''}${marked.length > 0 ? '.hasRisks' : ''}`,
    command: { id: 'autobot.openDiff', title: t('Open Diff'), argument: { task: task.id, path } },
    collapse: 'none',
    children: () => [],
    argument: { task: task.id, path },
    repository,
    session: task.sessionId,
  };
}

function inWords(hunks: FileView['hunks']): string {
  const { total, pending } = hunks;
  if (total === 0) {
    return '';
  }
  if (pending > 0) {
    return t`${total - pending} of ${total} decided`;
  }
  return decidedTexts(hunks).join(', ');
}

function gateNode(gate: GateView, task: Task, repository: string): TreeNode {
  const { name, status, verdict, stale, duration, findings } = gate;
  const outcome = status === 'done' && verdict ? verdictTexts[verdict] : gateStatusTexts[status];
  const found = findings.length > 0 && countOf(findings.length, 'finding');
  const took = duration !== null && inSeconds(duration);
  const words = [outcome, found, stale !== null && t('stale')].filter(word => word !== false).join(', ');
  const staleness = stale === null ? [] : [t`Stale: ${stale}.`];
  const weight = gate.failOnError
    ? t('Keeps the task from review unless it passes')
    : t('Does not keep the task from review');
  return {
    id: `gate:${task.id}:${name}`,
    kind: 'gate',
    label: labelOf(name),
    description: joined(outcome, stale !== null && t('stale'), found, took),
    tooltip: [`${name}: ${words}`, gate.command, ...staleness, weight].filter(line => line !== '').join('\n'),
    accessibilityLabel: t`Gate ${name}, ${words}`,
    icon: gateIcon(gate),
    contextValue: 'gate',
    command: { id: 'autobot.openTimeline', title: t('Open Timeline'), argument: task.sessionId },
    collapse: 'none',
    children: () => [],
    argument: { task: task.id, gate: name },
    repository,
    session: task.sessionId,
  };
}

function gateIcon({ status, verdict, stale }: GateView): NodeIcon {
  if (status === 'running') {
    return { id: 'sync~spin', color: 'charts.blue' };
  }
  if (status === 'queued' || verdict === null) {
    return { id: 'clock', color: 'testing.iconQueued' };
  }
  const { id, color } = verdictIcons[verdict];
  return { id, color: stale !== null ? 'disabledForeground' : (color ?? 'foreground') };
}
