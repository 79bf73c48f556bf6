import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import * as z from 'zod';
import { taskStatuses } from '../../core/taskState';
import { id, jsonText, promptImages, textOrNull, time, timeOrNull } from './codecs';
import { sessions } from './sessions';

export const tasks = sqliteTable(
  'tasks',
  {
    id: text('id').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    prompt: text('prompt').notNull(),
    /** JSON: file, name, type and size of each. */
    images: text('images').notNull().default('[]'),
    status: text('status', { enum: taskStatuses }).notNull().default('pending'),
    statusBefore: text('status_before', { enum: taskStatuses }),
    judged: integer('judged', { mode: 'boolean' }).notNull().default(false),
    resumeAt: integer('resume_at'),
    detail: text('detail'),
    position: integer('position').notNull().default(0),
    onTop: integer('on_top', { mode: 'boolean' }).notNull().default(false),
    workTree: text('work_tree').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    startedAt: integer('started_at'),
    completedAt: integer('completed_at'),
    claudeOutput: text('claude_output'),
    claudeSession: text('claude_session'),
    permissionMode: text('permission_mode'),
    budgetUsd: real('budget_usd'),
    model: text('model'),
    skipGates: integer('skip_gates', { mode: 'boolean' }).notNull().default(false),
    autoResume: integer('auto_resume', { mode: 'boolean' }).notNull().default(false),
    startingCommit: text('starting_commit'),
    startingBranch: text('starting_branch'),
    beforeTree: text('before_tree'),
    afterTree: text('after_tree'),
    /** JSON: paths. */
    filesChanged: text('files_changed').notNull().default('[]'),
    /** JSON: paths. */
    ignoredFiles: text('ignored_files').notNull().default('[]'),
    /** JSON: path, start and end of line ranges. */
    sharedLines: text('shared_lines').notNull().default('[]'),
    /** Always null: the snapshots hold the change. The column belongs to the published schema. */
    diffContent: text('diff_content'),
    committedSha: text('committed_sha'),
    commitMessage: text('commit_message'),
    approvedAt: integer('approved_at'),
    rejectedAt: integer('rejected_at'),
    rejectionReason: text('rejection_reason'),
    approvalReason: text('approval_reason'),
    undoFrom: text('undo_from'),
    undoTo: text('undo_to'),
    reviewedCommit: text('reviewed_commit'),
    reviewedBranch: text('reviewed_branch'),
    /** JSON: a commit that is being made. */
    committing: text('committing'),
  },
  table => [index('task_session_idx').on(table.sessionId), index('task_status_idx').on(table.status)],
);

const commitJournal = z.object({
  head: textOrNull,
  branch: textOrNull,
  tree: z.string(),
  indexTree: z.string(),
  workTree: z.string(),
  message: z.string(),
  hunks: z.array(z.object({ path: z.string(), hunk: z.string() })),
  included: z.array(z.string()),
  startedAt: time,
});

export const taskRow = z.object({
  id,
  sessionId: id,
  prompt: z.string(),
  images: promptImages,
  status: z.enum(taskStatuses),
  statusBefore: z.enum(taskStatuses).nullable(),
  judged: z.boolean(),
  resumeAt: timeOrNull,
  detail: textOrNull,
  position: z.number(),
  onTop: z.boolean(),
  workTree: z.string(),
  createdAt: time,
  updatedAt: time,
  startedAt: timeOrNull,
  completedAt: timeOrNull,
  claudeOutput: textOrNull,
  claudeSession: textOrNull,
  permissionMode: textOrNull,
  budgetUsd: z.number().nullable(),
  model: textOrNull,
  skipGates: z.boolean(),
  autoResume: z.boolean(),
  startingCommit: textOrNull,
  startingBranch: textOrNull,
  beforeTree: textOrNull,
  afterTree: textOrNull,
  filesChanged: jsonText(z.array(z.string())),
  ignoredFiles: jsonText(z.array(z.string())),
  sharedLines: jsonText(z.array(z.object({ path: z.string(), start: z.number(), end: z.number() }))),
  committedSha: textOrNull,
  commitMessage: textOrNull,
  approvedAt: timeOrNull,
  rejectedAt: timeOrNull,
  rejectionReason: textOrNull,
  approvalReason: textOrNull,
  undoFrom: textOrNull,
  undoTo: textOrNull,
  reviewedCommit: textOrNull,
  reviewedBranch: textOrNull,
  committing: jsonText(commitJournal).nullable(),
});
