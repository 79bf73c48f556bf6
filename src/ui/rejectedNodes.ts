import { t } from '@vscode/l10n';
import type { Task } from '../core/model';
import { canUndoReject } from '../core/taskState';
import type { RejectedHunkView, TaskView } from '../protocol/view';
import { rejectedPlace, rejectedWords } from './rejectedModel';
import { countOf } from '../protocol/counts';
import { joined, labelOf, type TreeNode } from './treeNode';

/** What was taken out, in a group of its own that opens on demand. */
export function rejectedNodes({ files, rejected }: TaskView, task: Task, repository: string): TreeNode[] {
  const total = files.reduce((sum, { hunks }) => sum + hunks.rejected, 0);
  if (total === 0) {
    return [];
  }
  const count = countOf(total, 'hunk');
  const about = { repository, session: task.sessionId };
  const group: TreeNode = {
    id: `rejected:${task.id}`,
    kind: 'rejected',
    label: t('Rejected'),
    description: count,
    tooltip: t('What was taken out of the files. It is kept: look at it, or bring it back.'),
    accessibilityLabel: t`Rejected, ${count}`,
    icon: { id: 'circle-slash', color: 'disabledForeground' },
    contextValue: 'rejected',
    collapse: 'collapsed',
    children: () => [
      ...rejected.map(hunk => rejectedNode(hunk, task, about)),
      ...(rejected.length < total ? [moreNode(total - rejected.length, task, about)] : []),
    ],
    argument: task.id,
    ...about,
  };
  return [group];
}

type About = Pick<TreeNode, 'repository' | 'session'>;

function rejectedNode({ id, path, line, before, after, reason }: RejectedHunkView, task: Task, about: About): TreeNode {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const words = rejectedWords(before, after);
  const where = line === null ? t('the whole file') : t`line ${line}`;
  const argument = { task: task.id, path, hunk: id };
  return {
    id: `rejected:${task.id}:${path}:${id}`,
    kind: 'hunk',
    label: rejectedPlace(name, line),
    description: joined(reason && labelOf(reason), words),
    tooltip: [`${labelOf(path)}, ${where}`, reason, '', before.trimEnd(), '→', after.trimEnd()]
      .filter(part => part !== null)
      .join('\n'),
    accessibilityLabel:
      reason === null
        ? t`Rejected in ${labelOf(name)}, ${where}: ${words}`
        : t`Rejected in ${labelOf(name)}, ${where}, because ${reason}: ${words}`,
    icon: { id: 'circle-slash', color: 'disabledForeground' },
    contextValue: `rejectedHunk${canUndoReject(task.status) ? '.canBringBack' : ''}`,
    command: { id: 'autobot.openRejected', title: t('Open Rejected Hunk'), argument },
    collapse: 'none',
    children: () => [],
    argument,
    ...about,
  };
}

function moreNode(count: number, task: Task, about: About): TreeNode {
  const label = t`${count} more…`;
  return {
    id: `rejected:${task.id}:more`,
    kind: 'hunk',
    label,
    description: '',
    tooltip: t('Show all rejected hunks'),
    accessibilityLabel: t`${count} more rejected hunks`,
    icon: { id: 'ellipsis' },
    contextValue: 'moreRejected',
    command: { id: 'autobot.showRejected', title: t('Show Rejected Hunks'), argument: task.id },
    collapse: 'none',
    children: () => [],
    argument: task.id,
    ...about,
  };
}
