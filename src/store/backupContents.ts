import { t } from '@vscode/l10n';
import { basename } from 'node:path';
import { stat } from 'node:fs/promises';
import type { Database, SqlJsStatic } from 'sql.js';
import { listBackups, type BackupKind } from './backups';
import { readDatabaseFile } from './databaseFile';

/** What a backup holds, for those who choose one. */
export interface BackupContents {
  readonly name: string;
  readonly kind: BackupKind;
  readonly madeAt: string;
  /** In bytes. */
  readonly size: number;
  /** Why it cannot be restored, in words; `null` for one that can. */
  readonly fault: string | null;
  readonly sessions: number;
  readonly tasks: number;
  /** The newest task's prompt. */
  readonly newest: string | null;
}

/** Look into every backup, newest first. */
export async function readBackupContents(sql: SqlJsStatic, path: string): Promise<BackupContents[]> {
  const contents: BackupContents[] = [];
  for (const { path: copy, kind, madeAt } of await listBackups(path)) {
    const { size } = await stat(copy);
    const facts = { name: basename(copy), kind, madeAt, size };
    contents.push({ ...facts, ...(await look(sql, copy)) });
  }
  return contents;
}

async function look(
  sql: SqlJsStatic,
  path: string,
): Promise<Omit<BackupContents, 'name' | 'kind' | 'madeAt' | 'size'>> {
  const file = await readDatabaseFile(sql, path);
  const nothing = { sessions: 0, tasks: 0, newest: null };
  switch (file.kind) {
    case 'missing':
      return { ...nothing, fault: t('it is gone') };
    case 'damaged':
      return { ...nothing, fault: file.why };
    case 'good':
    case 'older':
    case 'newer':
      try {
        const fault = file.kind === 'newer' ? t('a newer version of Autobot wrote it') : null;
        return { ...countRows(file.database), fault };
      } finally {
        file.database.close();
      }
  }
}

function countRows(database: Database): { sessions: number; tasks: number; newest: string | null } {
  const ask = (question: string): unknown => database.exec(question)[0]?.values[0]?.[0];
  const newest = ask('select prompt from tasks order by created_at desc limit 1');
  return {
    sessions: Number(ask('select count(*) from sessions')),
    tasks: Number(ask('select count(*) from tasks')),
    newest: typeof newest === 'string' ? newest : null,
  };
}
