import { t } from '@vscode/l10n';

/**
 * The contract between extension host and webview: the only code both sides share.
 *
 * The host pushes state; the webview sends intents. Neither waits for a reply, so there are no request ids, no timeouts
 * and no half-answered questions. The webview imports types only from here: its bundle holds no zod.
 */
import * as z from 'zod';
import { mostImageBytes, modelPattern, permissionModes, promptLimit, promptPlace } from './limits';
import { StreamItem } from './streamItem';
import { Completion, HeaderView, ImageView, PromptInsert, TaskView, TimelineState } from './view';

/** One thing that changed since the snapshot or delta before it. */
export const TimelineChange = z.discriminatedUnion('type', [
  z.object({ type: z.literal('header'), header: HeaderView }),
  /** New, or different as a whole. A new one goes to the end. */
  z.object({ type: z.literal('task'), task: TaskView }),
  z.object({ type: z.literal('taskRemoved'), task: z.string() }),
  /** Items that are new, at the end, or different as a whole. */
  z.object({
    type: z.literal('items'),
    task: z.string(),
    turn: z.string(),
    items: z.array(StreamItem).readonly(),
  }),
  z.object({ type: z.literal('text'), task: z.string(), turn: z.string(), item: z.string(), text: z.string() }),
  z.object({ type: z.literal('insert'), insert: PromptInsert }),
  /** What goes along now; why one does not, in words; and which of the webview's own was looked at. */
  z.object({
    type: z.literal('images'),
    place: z.string(),
    images: z.array(ImageView).readonly(),
    problem: z.string().nullable(),
    done: z.string().nullable(),
  }),
  /** What was sent before, newest first: in answer to `recallPrompts`. */
  z.object({ type: z.literal('prompts'), prompts: z.array(z.string()).readonly() }),
  /** What can complete this; it may come again with more. */
  z.object({ type: z.literal('completions'), query: z.string(), items: z.array(Completion).readonly() }),
  z.object({ type: z.literal('gateOutput'), task: z.string(), gate: z.string(), text: z.string() }),
]);
export type TimelineChange = z.infer<typeof TimelineChange>;

/** Numbered without a hole. A webview that sees one asks for a snapshot again. */
export const ToWebview = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), seq: z.number().int(), state: TimelineState }),
  z.object({ type: z.literal('delta'), seq: z.number().int(), change: TimelineChange }),
]);
export type ToWebview = z.infer<typeof ToWebview>;

/** What a command of VS Code does on the page. It is in nobody's way when it is lost: it has no number. */
export const PanelCommand = z.object({
  type: z.literal('command'),
  command: z.enum(['find', 'previousTurn', 'nextTurn']),
});
export type PanelCommand = z.infer<typeof PanelCommand>;

const id = z.string().min(1).max(200);
const path = z
  .string()
  .min(1)
  .max(4_096)
  .refine(value => !value.includes('\0'), t('a path holds no NUL character'));
const words = z.string().trim().max(10_000);
const image = z.string().min(1).max(200);
/** What images go along with: the prompt that is being written, or a task's form, by its id. */
const place = z.union([z.literal(promptPlace), id]);
const images = z.array(image).max(100);
const prompt = z.string().trim().min(1, t('the prompt is empty')).max(promptLimit);
const intent = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.strictObject({ type: z.literal(type), ...shape });

export const ToHost = z.discriminatedUnion('type', [
  intent('ready', {}),
  intent('submitPrompt', {
    prompt,
    /** What Claude may do unasked in this task; `null`: as the setting has it. */
    mode: z.enum(permissionModes).nullable(),
    model: z.string().regex(modelPattern).nullable(),
    budgetUsd: z.number().positive().max(100_000).nullable(),
    skipGates: z.boolean(),
    /** Those of the draft that go along, by file. */
    images,
  }),
  intent('draftChanged', { text: z.string().max(promptLimit) }),
  /** Everything up to this number is in the prompt. */
  intent('inserted', { id: z.number() }),
  /** What begins with `@` or `/` is being typed in the prompt; empty: no longer. */
  intent('complete', { query: z.string().max(1_000) }),
  /** Put these into the prompt as mentions; none: what was dropped has no place that VS Code tells. */
  intent('dropFiles', { uris: z.array(z.string().min(1).max(8_192)).max(100) }),
  /** An image was pasted or dropped; in base64, empty where it is far too big to be sent here. */
  intent('addImage', {
    place,
    id,
    name: z.string().max(1_000),
    size: z.number().int().nonnegative(),
    data: z.base64().max(Math.ceil(mostImageBytes / 3) * 4),
  }),
  /** Let the user choose images. */
  intent('pickImages', { place }),
  intent('removeImage', { place, image }),
  /** Of the draft, or of a task that is shown. */
  intent('openImage', { image }),
  /** Put what is selected in the active terminal into the prompt. */
  intent('insertTerminalSelection', {}),
  intent('recallPrompts', {}),
  /** Let the user look for a prompt that was sent before. */
  intent('reusePrompt', {}),
  intent('cancelTask', { task: id }),
  intent('interruptTask', { task: id }),
  intent('resumeTask', { task: id }),
  intent('retryTask', { task: id }),
  intent('keepForReview', { task: id }),
  intent('startOnTop', { task: id }),
  intent('takeOverTask', { task: id }),
  intent('recheck', { task: id }),
  intent('fixPreFlight', { task: id, fix: id }),
  intent('waivePreFlight', { task: id, check: id }),
  intent('answerPermission', {
    task: id,
    request: id,
    answer: z.enum(['allow', 'allowForTask', 'allowAlways', 'deny']),
    /** What Claude is told; only with `deny`. */
    message: words,
  }),
  intent('answerQuestions', { task: id, request: id, answers: z.record(z.string().max(10_000), words) }),
  intent('openPlan', { task: id }),
  intent('approvePlan', { task: id, request: id, mode: z.enum(['acceptEdits', 'default']) }),
  intent('revisePlan', { task: id, request: id, message: words }),
  intent('sendMessage', { task: id, message: prompt, images }),
  intent('editMessage', { task: id, message: id, text: prompt }),
  intent('moveMessage', { task: id, message: id, to: z.number().int().nonnegative() }),
  intent('removeMessage', { task: id, message: id }),
  intent('sendNow', { task: id, message: id }),
  intent('raiseBudget', { task: id }),
  intent('resumeAtReset', { task: id }),
  intent('runGates', { task: id }),
  intent('runGate', { task: id, gate: z.string().min(1).max(200) }),
  /** On exactly what would be committed. */
  intent('runGatesOnCommit', { task: id }),
  intent('openGateLog', { task: id, gate: z.string().min(1).max(200) }),
  intent('fixTask', { task: id }),
  intent('reviewChanges', { task: id }),
  intent('openDiff', { task: id, path }),
  /** What is undecided of a file, or of the task. */
  intent('approveRest', { task: id, path: path.nullable() }),
  intent('rejectRest', { task: id, path: path.nullable() }),
  intent('openRejected', { task: id, path, hunk: id }),
  intent('bringBack', { task: id, path, hunk: id }),
  /** `path`: absolute, or relative to the task's work tree. It comes from model text: the host checks where it leads. */
  intent('openFile', { task: id, path, line: z.number().int().positive().nullable() }),
  intent('approveTask', { task: id, reason: words }),
  intent('generateMessage', { task: id }),
  intent('commitTask', { task: id, message: z.string().trim().min(1, t('the commit message is empty')).max(100_000) }),
  intent('rejectTask', { task: id, reason: words }),
  intent('undoReject', { task: id }),
  intent('undoCommit', { task: id }),
  intent('takeBackHead', { task: id }),
  intent('takeBackHookHunk', { task: id, path, hunk: id }),
  intent('openHookDiff', { task: id, path }),
  /** Show in the task what goes along with a request for changes. */
  intent('previewRequest', { task: id }),
  /** The words may be empty when there is something to go along. */
  intent('requestChanges', { task: id, message: z.string().trim().max(promptLimit), images }),
]);
export type ToHost = z.infer<typeof ToHost>;
export type ToHostOf<T extends ToHost['type']> = Extract<ToHost, { type: T }>;

/** One handler per intent. A new message type does not compile until it is handled. */
export type ToHostHandlers = { readonly [T in ToHost['type']]: (message: ToHostOf<T>) => unknown };

/**
 * Validate what a webview posted, then route it. Resolves to the problem in words, or to undefined once the handler is
 * done. Rejects with what the handler threw.
 */
export async function dispatchToHost(raw: unknown, handlers: ToHostHandlers): Promise<string | undefined> {
  const parsed = ToHost.safeParse(raw);
  if (!parsed.success) {
    return t`the timeline sent a message that is not understood: ${z.prettifyError(parsed.error)}`;
  }
  const handler = handlers[parsed.data.type] as (message: ToHost) => unknown;
  await handler(parsed.data);
  return undefined;
}
