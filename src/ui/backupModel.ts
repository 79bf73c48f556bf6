import { t } from '@vscode/l10n';
import { formatNumber } from '../base/numbers';
import { titleOf } from '../app/sessions';
import type { BackupContents } from '../store/backupContents';
import { countOf } from '../protocol/counts';
import { joined, labelOf } from './treeNode';

const kinds = {
  daily: 'daily',
  migration: t('before an update of Autobot'),
  restore: t('before a restore'),
  manual: t('by hand'),
} as const;

/** A backup as a line to choose: when and why it was made, and what it holds. */
export function backupItem({ madeAt, kind, fault, sessions, tasks, newest, size }: BackupContents): {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
} {
  const [day = '', time = ''] = madeAt.split('T');
  const holds = joined(
    countOf(sessions, 'session'),
    countOf(tasks, 'task'),
    newest !== null && t`the newest: “${labelOf(titleOf(newest))}”`,
  );
  return {
    label: `$(${fault === null ? 'archive' : 'warning'}) ${day} ${time.replaceAll('-', ':')}`.trim(),
    description: joined(kinds[kind], sizeOf(size)),
    detail: fault === null ? holds : t`Cannot be restored: ${fault}`,
  };
}

function sizeOf(bytes: number): string {
  const mega = bytes / 1_000_000;
  return mega < 0.1 ? `${Math.ceil(bytes / 1000)} kB` : `${formatNumber(mega, { least: 1 })} MB`;
}
