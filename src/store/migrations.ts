import type { Database } from 'sql.js';
import initial from './migrations/0000_initial.sql';
import sessions from './migrations/0001_sessions.sql';
import messages from './migrations/0002_messages.sql';
import remarks from './migrations/0003_remarks.sql';
import ignoredFiles from './migrations/0004_ignored_files.sql';
import approvedContent from './migrations/0005_approved_content.sql';
import commits from './migrations/0006_commits.sql';
import gates from './migrations/0007_gates.sql';
import sharedLines from './migrations/0008_shared_lines.sql';
import problemMatcher from './migrations/0009_problem_matcher.sql';
import taskOptions from './migrations/0010_task_options.sql';
import promptImages from './migrations/0011_prompt_images.sql';
import messageImages from './migrations/0012_message_images.sql';

/** "Abot" in the file's header: what tells our file from another program's. */
export const applicationId = 0x41626f74;

/** Append only: a shipped migration never changes. Its position is its version. Made by `npm run db:generate`. */
export const migrations: readonly string[] = [
  initial,
  sessions,
  messages,
  remarks,
  ignoredFiles,
  approvedContent,
  commits,
  gates,
  sharedLines,
  problemMatcher,
  taskOptions,
  promptImages,
  messageImages,
];

/**
 * Bring a database up to the newest schema, each step whole or not at all.
 *
 * Runs before foreign keys are switched on: a step that rebuilds a table drops the old one,
 * which would otherwise cascade into the tables that refer to it.
 */
export function migrate(database: Database, steps: readonly string[] = migrations): void {
  for (const [index, sql] of steps.entries()) {
    if (index >= schemaVersion(database)) {
      inTransaction(database, () => {
        database.exec(sql);
        database.exec(`PRAGMA user_version = ${index + 1}; PRAGMA application_id = ${applicationId}`);
      });
    }
  }
}

/** All of `work`, or none of it. */
export function inTransaction(database: Database, work: () => void): void {
  database.exec('BEGIN');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function schemaVersion(database: Database): number {
  return Number(database.exec('PRAGMA user_version')[0]?.values[0]?.[0] ?? 0);
}
