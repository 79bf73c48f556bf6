import { t } from '@vscode/l10n';
import * as z from 'zod';
import { UserError } from '../base/errors';
import { modelPattern, permissionModes } from '../protocol/limits';
import { treeFilters } from './treeShape';

const id = z.string().min(1);
const text = z.string().optional();
const nothing = z.undefined();
const file = z.object({ task: id, path: z.string() });
const hunk = z.object({ task: id, path: z.string(), hunk: z.string() });
const remark = hunk.extend({ text });
/** What VS Code passes from a comment thread: its own objects, which no other program has. */
const inThread = z.custom<object>(value => typeof value === 'object' && value !== null);
const gate = z.object({ repository: z.string(), gate: z.string() });
/** What becomes of the developer's own lines where they overlap with what is rejected; absent: they stay, undecided. */
const overlap = z.enum(['keepMine', 'putBack']).optional();
/** Lines of a file, counted from 1, both included. */
const place = z.object({ file: id, from: z.number().int().positive(), to: z.number().int().positive() });
const taskGate = z.object({ task: id, gate: z.string() });
const withReason = z.union([id, z.object({ task: id, reason: text })]);
const withMessage = z.union([id, z.object({ task: id, message: text })]);

/**
 * Every command, with the argument its callers may pass. What is absent is asked for; given an object, an absent field
 * takes its default and nothing is asked. Where a task's id alone may be given, the rest is asked for.
 */
const schemas = {
  'autobot.newTask': z.object({
    repository: text,
    prompt: text,
    session: text,
    mode: z.enum(permissionModes).optional(),
    model: z.string().regex(modelPattern, t('no name of a model')).optional(),
    budgetUsd: z.number().positive().optional(),
    /** `false`: its turns are not judged by themselves. */
    gates: z.boolean().optional(),
  }),
  'autobot.sendMessage': withMessage,
  'autobot.askAboutSelection': place,
  'autobot.fixProblem': place,
  'autobot.reusePrompt': id,
  'autobot.answerRequest': z.union([
    id,
    z.object({
      task: id,
      request: text,
      answer: z.enum(['allow', 'allowForTask', 'allowAlways', 'deny']).optional(),
      message: text,
      answers: z.record(z.string(), z.string()).optional(),
    }),
  ]),
  'autobot.openPlan': id,
  'autobot.approvePlan': z.union([id, z.object({ task: id, mode: z.enum(['acceptEdits', 'default']).optional() })]),
  'autobot.manageMessages': id,
  'autobot.raiseBudget': id,
  'autobot.resumeAtReset': id,
  'autobot.interruptTask': id,
  'autobot.cancelTask': id,
  'autobot.resumeTask': id,
  'autobot.retryTask': id,
  'autobot.keepForReview': id,
  'autobot.startOnTop': id,
  'autobot.takeOverTask': id,
  'autobot.startSession': id,
  'autobot.pauseSession': id,
  'autobot.resumeSession': id,
  'autobot.endSession': id,
  'autobot.openTimeline': id,
  'autobot.findInTimeline': nothing,
  'autobot.previousTurn': nothing,
  'autobot.nextTurn': nothing,
  'autobot.rescanRepositories': nothing,
  'autobot.stopScan': nothing,
  'autobot.reviewChanges': id,
  'autobot.openDiff': file,
  'autobot.toggleReviewScope': id,
  /** Of a task, or of one file first. Gives the marks. */
  'autobot.showRisks': z.union([id, file]),
  /** Of a task, or of one file. Gives the hunks. */
  'autobot.showRejected': z.union([id, file]),
  /** As a diff: left without it, right with it. */
  'autobot.openRejected': hunk,
  /** Why it was rejected. */
  'autobot.explainRejection': hunk.extend({ reason: text }),
  'autobot.nextHunk': nothing,
  'autobot.previousHunk': nothing,
  'autobot.approveHunk': hunk,
  'autobot.rejectHunk': hunk.extend({ overlap, reason: text }),
  'autobot.undoDecision': hunk.extend({ overlap }),
  'autobot.commentHunk': remark,
  'autobot.addRemark': inThread,
  'autobot.editRemark': inThread,
  'autobot.saveRemark': inThread,
  'autobot.cancelRemark': inThread,
  'autobot.deleteRemark': inThread,
  'autobot.resolveRemarks': inThread,
  'autobot.reopenRemarks': inThread,
  'autobot.deleteRemarks': inThread,
  'autobot.approveFile': file,
  'autobot.rejectFile': file.extend({ overlap, reason: text }),
  /** What is undecided of a file, or of a task. */
  'autobot.approveRest': z.union([id, file]),
  'autobot.rejectRest': z.union([id, file]),
  'autobot.approveTask': withReason,
  'autobot.commitTask': withMessage,
  'autobot.undoCommit': id,
  'autobot.takeBackHead': id,
  'autobot.takeBackHookHunk': hunk,
  'autobot.rejectTask': z.union([id, z.object({ task: id, reason: text, overlap })]),
  'autobot.undoReject': id,
  'autobot.requestChanges': withMessage,
  'autobot.runGates': id,
  'autobot.runGatesOnCommit': id,
  'autobot.rerunGate': taskGate,
  'autobot.openGateOutput': taskGate,
  'autobot.fixTask': id,
  'autobot.configureGates': id,
  'autobot.addGate': id,
  'autobot.editGate': gate,
  'autobot.deleteGate': gate,
  'autobot.reopenSession': id,
  'autobot.renameSession': z.union([id, z.object({ session: id, name: text })]),
  'autobot.pinSession': id,
  'autobot.unpinSession': id,
  'autobot.archiveSession': id,
  'autobot.unarchiveSession': id,
  'autobot.deleteSession': id,
  'autobot.exportSession': z.union([
    id,
    z.object({ session: id, format: z.enum(['markdown', 'json']), file: z.string().min(1).optional() }),
  ]),
  'autobot.importSession': z.object({ repository: text, session: text }),
  'autobot.searchHistory': id,
  'autobot.checkHistory': nothing,
  'autobot.backUpHistory': nothing,
  'autobot.restoreHistory': id,
  'autobot.runGate': gate,
  'autobot.resetGates': id,
  'autobot.groupByDate': nothing,
  'autobot.groupByRepository': nothing,
  'autobot.filterSessions': z.enum(treeFilters),
  'autobot.checkSetup': nothing,
  'autobot.showLog': nothing,
} as const;

export type CommandId = keyof typeof schemas;
export const commandIds = Object.keys(schemas) as CommandId[];
export type CommandArguments = { readonly [C in CommandId]: z.infer<(typeof schemas)[C]> };
export type FileArgument = z.infer<typeof file>;
export type HunkArgument = z.infer<typeof hunk>;

/** Whether a command is only ever called from a comment thread, by the user. */
export function isInThread(command: CommandId): boolean {
  return schemas[command] === inThread;
}

/** What a caller passed, which may be anything. Throws in words; a command that takes nothing does not mind. */
export function checkedArgument<C extends CommandId>(command: C, given: unknown): CommandArguments[C] | undefined {
  const schema: z.ZodType = schemas[command];
  if (given === undefined || schema === nothing) {
    return undefined;
  }
  const { data, error } = schema.safeParse(given);
  if (error) {
    const [issue] = error.issues;
    const where = issue && issue.path.length > 0 ? `“${issue.path.join('.')}”: ` : '';
    throw new UserError(
      'argument',
      t`${command} cannot take this argument: ${where}${issue?.message ?? t('invalid')}.`,
    );
  }
  return data as CommandArguments[C];
}
