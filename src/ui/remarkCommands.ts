import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { UserError } from '../base/errors';
import { readable } from '../core/lines';
import type { CommandHandlers } from './commands';
import type { RemarkThreads, ShownRemark } from './remarkThreads';
import type { FindHunk } from './reviewCommands';
import { beforeUri } from './reviewedDocument';
import type { ReviewScopes } from './reviewScopes';

type RemarkCommand =
  | 'autobot.commentHunk'
  | 'autobot.addRemark'
  | 'autobot.editRemark'
  | 'autobot.saveRemark'
  | 'autobot.cancelRemark'
  | 'autobot.deleteRemark'
  | 'autobot.resolveRemarks'
  | 'autobot.reopenRemarks'
  | 'autobot.deleteRemarks';

/** Remarks on lines: written at a hunk, by the plus beside a line, or by a program. */
export function remarkCommands(
  { remarks }: Pick<Autobot, 'remarks'>,
  threads: RemarkThreads,
  scopes: ReviewScopes,
  findHunk: FindHunk,
): { readonly [C in RemarkCommand]: CommandHandlers[C] } {
  return {
    'autobot.commentHunk': async argument => {
      const { task, file, hunk, line } = await findHunk(argument);
      const isGone = hunk.after.start === hunk.after.end && hunk.before.end > hunk.before.start;
      const side = isGone || file.after === null ? 'before' : 'after';
      if (argument?.text !== undefined) {
        const at = side === 'after' ? hunk.after.start : hunk.before.start;
        const quote = readable(file[`${side}Lines`].slice(at, at + 1)).trim();
        return (await remarks.add(task, { path: file.path, side, line: at, quote }, argument.text)).id;
      }
      await scopes.openDiff(task, file.path, line);
      if (side === 'before') {
        threads.begin(beforeUri(task, file), hunk.before.start);
      } else {
        await vscode.commands.executeCommand('workbench.action.addComment');
      }
      return undefined;
    },
    'autobot.addRemark': async reply => {
      const { thread, text } = replyOf(reply);
      const shown = threads.sideOf(thread.uri);
      if (!shown) {
        throw new UserError('notInReview', t('This file is not in review any more, so the remark was not kept.'));
      }
      const [first] = threads.idsOf(thread).flatMap(id => remarks.of(shown.task.id).filter(row => row.id === id));
      const line = first?.line ?? thread.range?.start.line ?? 0;
      const document = await vscode.workspace.openTextDocument(thread.uri);
      const quote = first?.quote ?? document.lineAt(Math.min(line, document.lineCount - 1)).text;
      const place = { path: shown.file.path, side: shown.side, line };
      threads.adopt(thread, shown.task.id, place);
      await remarks.add(shown.task, { ...place, quote }, text);
    },
    'autobot.editRemark': remark => threads.setEditing(remarkOf(remark), true),
    'autobot.cancelRemark': remark => threads.setEditing(remarkOf(remark), false),
    'autobot.saveRemark': async given => {
      const { id, body } = remarkOf(given);
      await remarks.edit(id, typeof body === 'string' ? body : body.value);
    },
    'autobot.deleteRemark': given => remarks.delete([remarkOf(given).id]),
    'autobot.resolveRemarks': given => remarks.setResolved(threads.idsOf(threadOf(given)), true),
    'autobot.reopenRemarks': given => remarks.setResolved(threads.idsOf(threadOf(given)), false),
    'autobot.deleteRemarks': given => remarks.delete(threads.idsOf(threadOf(given))),
  };
}

function replyOf(given: object | undefined): vscode.CommentReply {
  if (given && 'thread' in given && 'text' in given) {
    return given as vscode.CommentReply;
  }
  throw notInThread();
}

function threadOf(given: object | undefined): vscode.CommentThread {
  if (given && 'comments' in given && 'uri' in given) {
    return given as vscode.CommentThread;
  }
  throw notInThread();
}

function remarkOf(given: object | undefined): ShownRemark {
  if (given && 'id' in given && 'threadKey' in given) {
    return given as ShownRemark;
  }
  throw notInThread();
}

function notInThread(): UserError {
  return new UserError('noThread', t('Use this in a remark beside a line of a review.'));
}
