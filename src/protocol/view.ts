/**
 * What the timeline shows, as plain JSON values. The host builds it; the webview is a pure function of it.
 *
 * Times are epoch milliseconds, durations milliseconds, `null` is "not known" or "not yet". Streams travel apart from
 * their tasks, so that a task can be sent again whenever anything about it changed.
 */
import * as z from 'zod';
import { gateSources, gateStatuses, verdicts } from '../core/gate';
import { sessionStatuses } from '../core/model';
import { imageTypes } from '../core/promptImage';
import { taskStatuses } from '../core/taskState';
import { StreamItem } from './streamItem';

/** What the user may do with a task now. The host decides; a button shows only for what is listed. */
export const taskActions = [
  'cancel',
  'interrupt',
  'resume',
  'retry',
  'keepForReview',
  'startOnTop',
  /** Let a task that is parked at a usage limit go on by itself. */
  'resumeAtReset',
  /** Go on although the budget is used up. */
  'raiseBudget',
  'review',
  'approve',
  /** Approve, but only with a reason: gates failed. */
  'approveWithReason',
  'commit',
  'reject',
  'undoReject',
  'undoCommit',
  'takeBackHead',
  'requestChanges',
  'sendMessage',
  'runGates',
  'fix',
  /** From a window that was not heard of for long. */
  'takeOver',
] as const;
export type TaskAction = (typeof taskActions)[number];

const time = z.number().nullable();
const count = z.number().int().nonnegative();

export const ActivityView = z.object({
  kind: z.string(),
  words: z.string(),
  /** What the user can do about it; empty where all is well. */
  next: z.string(),
  since: z.number(),
  /** Nothing goes on before the user has answered. */
  isAsking: z.boolean(),
});
export type ActivityView = z.infer<typeof ActivityView>;

/** An image that goes, or went, with a prompt; `file` is its place among the images that the page may load. */
export const ImageView = z.object({
  file: z.string(),
  name: z.string(),
  type: z.enum(imageTypes),
  size: count,
});
export type ImageView = z.infer<typeof ImageView>;

/** Said to Claude while it works, and not sent yet. */
export const MessageView = z.object({ id: z.string(), text: z.string(), images: z.array(ImageView).readonly() });
export type MessageView = z.infer<typeof MessageView>;

export const HeaderView = z.object({
  /** `null` until the first task starts one. */
  session: z.string().nullable(),
  repository: z.string(),
  path: z.string(),
  /** `null` on a detached HEAD. */
  branch: z.string().nullable(),
  status: z.enum(sessionStatuses).nullable(),
  startedAt: time,
  endedAt: time,
  costUsd: z.number().nullable(),
  tokens: z.number().nullable(),
  /** US dollars of today, over all sessions. */
  todayUsd: z.number().nullable(),
  /** What Claude does now in the task that runs; `null` when none does. */
  activity: ActivityView.nullable(),
});
export type HeaderView = z.infer<typeof HeaderView>;

export const CheckView = z.object({
  check: z.string(),
  label: z.string(),
  outcome: z.enum(['pass', 'warn', 'block']),
  detail: z.string().nullable(),
  fix: z.object({ id: z.string(), label: z.string() }).nullable(),
  canWaive: z.boolean(),
});
export type CheckView = z.infer<typeof CheckView>;

export const TurnView = z.object({
  id: z.string(),
  /** 1 for the first prompt. */
  number: z.number(),
  kind: z.enum(['prompt', 'fix', 'review', 'message']),
  prompt: z.string(),
  images: z.array(ImageView).readonly(),
  startedAt: z.number(),
  endedAt: time,
  /** What became of git's own state meanwhile, in words: HEAD moved, the stash changed. */
  moved: z.string().nullable(),
  /** How it ended, as the agent's turn end has it; `null` while it runs. */
  outcome: z.string().nullable(),
  costUsd: z.number().nullable(),
  tokens: z.number().nullable(),
});
export type TurnView = z.infer<typeof TurnView>;

export const GateView = z.object({
  name: z.string(),
  command: z.string(),
  status: z.enum(gateStatuses),
  verdict: z.enum(verdicts).nullable(),
  /** Why the verdict is not true any more, in words; `null`: it is. */
  stale: z.string().nullable(),
  /** It judged the same files otherwise before. */
  flaky: z.boolean(),
  /** Beside what was before the task, in words. */
  comparison: z.string().nullable(),
  /** How many of the findings, the first ones, are new; `null`: not known. */
  introduced: z.number().nullable(),
  /** Findings that were there before the task and are not any more. */
  fixed: z.number(),
  tests: z.object({ ran: z.number(), failed: z.number() }).nullable(),
  startedAt: time,
  duration: z.number().nullable(),
  exitCode: z.number().nullable(),
  /** The end of it; `gateOutput` deltas append while it runs. */
  output: z.string(),
  findings: z
    .array(
      z.object({
        file: z.string().nullable(),
        line: z.number().nullable(),
        column: z.number().nullable(),
        severity: z.enum(['error', 'warning']),
        message: z.string(),
        rule: z.string().nullable(),
      }),
    )
    .readonly(),
  failOnError: z.boolean(),
  /** Whether it keeps the task from review. */
  blocks: z.boolean(),
  source: z.enum(gateSources),
});
export type GateView = z.infer<typeof GateView>;

export const FileView = z.object({
  path: z.string(),
  /** Where it came from; only for a rename. */
  from: z.string().nullable(),
  change: z.enum(['added', 'modified', 'deleted', 'renamed']),
  hunks: z.object({ total: count, approved: count, committed: count, rejected: count, pending: count }),
  /** Lines; `null` for what has none, as binary files. */
  added: count.nullable(),
  removed: count.nullable(),
  /** What a commit would hold of it now; absent when that is nothing. */
  commits: z.object({ hunks: count, added: count.nullable(), removed: count.nullable() }).optional(),
  /** Why it needs an approval of its own; absent for most. */
  protectedFor: z.string().optional(),
  /** What deserves a closer look in it, the gravest first; absent for most. What is protected is not said again. */
  risks: z
    .array(z.object({ what: z.string(), line: count.nullable() }))
    .readonly()
    .optional(),
});
export type FileView = z.infer<typeof FileView>;

/** A hunk that was taken out of the files, and can be brought back. */
export const RejectedHunkView = z.object({
  id: z.string(),
  path: z.string(),
  /** From 1, as it was before the task; `null` for a file as a whole. */
  line: z.number().nullable(),
  /** Its lines before the task and as Claude left them; long ones are cut. Both empty for what has no lines. */
  before: z.string(),
  after: z.string(),
  reason: z.string().nullable(),
});
export type RejectedHunkView = z.infer<typeof RejectedHunkView>;

/** A hunk of what a commit hook made of the approved change. */
export const HookHunkView = z.object({
  id: z.string(),
  path: z.string(),
  /** Its lines in what was approved and in the commit; long ones are cut. Both empty for what has no lines. */
  before: z.string(),
  after: z.string(),
  /** It brought in lines that nobody had approved. */
  swept: z.boolean(),
});
export type HookHunkView = z.infer<typeof HookHunkView>;

export const CommitView = z.object({
  sha: z.string(),
  message: z.string(),
  byHook: z.array(HookHunkView).readonly(),
  /** It is HEAD: it can still be taken back, in whole or by hunks of a hook's. */
  isHead: z.boolean(),
});
export type CommitView = z.infer<typeof CommitView>;

/** What is to be known before a commit is made; the files say what it would hold of them. */
export const CommitPreview = z.object({
  /** What each gate says of exactly what would be committed; stale ones have judged other files. */
  gates: z
    .array(z.object({ name: z.string(), words: z.string(), tone: z.enum(['good', 'bad', 'warn', 'stale']) }))
    .readonly(),
  /** It would not be what is in the work tree: in what, in words. */
  differs: z.string().nullable(),
  /** Whether there is something to be learned from running the gates on exactly that. */
  canJudge: z.boolean(),
  /** What the message ends with as the setting wants it, but for what it has already. */
  trailers: z.array(z.object({ key: z.string(), value: z.string() })).readonly(),
  /** Git and its hooks are at work. */
  isBeingMade: z.boolean(),
});
export type CommitPreview = z.infer<typeof CommitPreview>;

export const TaskView = z.object({
  id: z.string(),
  prompt: z.string(),
  images: z.array(ImageView).readonly(),
  status: z.enum(taskStatuses),
  /** The status in words. */
  statusText: z.string(),
  /** Why it is where it is, in words. */
  detail: z.string().nullable(),
  /** What git and its hooks said when they refused the last commit; `null` when nothing did. */
  refused: z.string().nullable(),
  /** Another window runs it: what Claude asks is answered there. */
  isElsewhere: z.boolean(),
  /** Place in the queue and what it waits for; `null` when it does not wait. */
  queue: z.object({ position: z.number(), waitsFor: z.string() }).nullable(),
  activity: ActivityView.nullable(),
  /** What Claude may do unasked in this task; `null`: as the setting has it. */
  mode: z.string().nullable(),
  /** What it has otherwise than the settings, in words. */
  options: z.array(z.string()).readonly(),
  messages: z.array(MessageView).readonly(),
  /** Why the messages are not sent by themselves; `null` while they are. */
  messagesPaused: z.string().nullable(),
  /** When a usage limit is reset that the task is parked at, and whether it then goes on by itself. */
  parked: z.object({ resumeAt: z.number(), resumes: z.boolean() }).nullable(),
  startedAt: time,
  endedAt: time,
  costUsd: z.number().nullable(),
  tokens: z.number().nullable(),
  preFlight: z.array(CheckView).readonly(),
  turns: z.array(TurnView).readonly(),
  gates: z.array(GateView).readonly(),
  /** What the gates say of the change, for the one who approves it; `null`: there are none. */
  verdicts: z.string().nullable(),
  files: z.array(FileView).readonly(),
  /** The first of what was rejected; the counts of the files tell how many there are. */
  rejected: z.array(RejectedHunkView).readonly(),
  commit: CommitView.nullable(),
  /** `null` unless it can be committed now. */
  commitPreview: CommitPreview.nullable(),
  /** The message proposed for the commit, and whether a new one is being written. */
  commitMessage: z.object({ text: z.string(), generating: z.boolean() }),
  /** Remarks on lines that the next request for changes brings to Claude. */
  openRemarks: count,
  /** What goes along with a request for changes, once it was asked for; empty when nothing does. */
  request: z.string().nullable(),
  /** What failed, in words with what to do. */
  error: z.string().nullable(),
  actions: z.array(z.enum(taskActions)).readonly(),
});
export type TaskView = z.infer<typeof TaskView>;

/** The items of one turn. */
export const StreamView = z.object({ task: z.string(), turn: z.string(), items: z.array(StreamItem).readonly() });
export type StreamView = z.infer<typeof StreamView>;

/** Something that goes into the prompt, because the user asked for it elsewhere. */
export const PromptInsert = z.object({
  /** Grows. The webview takes each once. */
  id: z.number(),
  text: z.string(),
  /** At the cursor, or in place of the draft, which is set aside. */
  how: z.enum(['insert', 'replace']),
});
export type PromptInsert = z.infer<typeof PromptInsert>;

/** One thing that can complete what is typed in the prompt. */
export const Completion = z.object({
  /** What is selected in a terminal is not known before it is asked for: by `insertTerminalSelection`. */
  kind: z.enum(['file', 'folder', 'symbol', 'selection', 'problem', 'terminal', 'terminalSelection', 'command']),
  label: z.string(),
  detail: z.string(),
  /** What takes the place of what is typed. */
  insert: z.string(),
});
export type Completion = z.infer<typeof Completion>;

export const TimelineState = z.object({
  /** The host's clock when this was made: the webview may run on another machine. */
  now: z.number(),
  header: HeaderView,
  /** In the order they were asked for. */
  tasks: z.array(TaskView).readonly(),
  streams: z.array(StreamView).readonly(),
  /** What the user had typed and not sent when the webview was last seen. */
  draft: z.string(),
  /** What goes along with it, and with the forms of tasks: by place. */
  images: z.record(z.string(), z.array(ImageView).readonly()),
  /** What the webview has not yet said to have put into the prompt. */
  inserts: z.array(PromptInsert).readonly(),
});
export type TimelineState = z.infer<typeof TimelineState>;
