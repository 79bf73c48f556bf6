import { t } from '@vscode/l10n';
import type { GitMoves, GitPosition } from './model';

/** Whether HEAD is not where it was before a turn. */
export function hasHeadMoved(before: GitPosition, after: GitPosition): boolean {
  return before.commit !== after.commit || before.branch !== after.branch;
}

/** What became of git's state during a turn, in words; `null` where nothing did. */
export function describeMove(before: GitPosition, after: GitMoves): string | null {
  const who = after.command === null ? t('While Claude worked,') : t('Claude ran git:');
  const parts = [headInWords(before, after), stashInWords(before, after)].filter(part => part !== null);
  if (parts.length === 0) {
    return null;
  }
  const taken = after.takenBackAt === null ? '' : t(' HEAD was taken back since.');
  return t`${who} ${parts.join('; ')}. Nothing of the work is lost.${taken}`;
}

/** A git command in a shell command line that moves HEAD or the stash, cut to one line; `null` if there is none. */
export function findGitCommand(commandLine: string): string | null {
  const moving =
    /\bgit\b[^|;&\n]*?\s(commit|stash|reset|checkout|switch|rebase|merge|cherry-pick|revert|pull|am|branch|update-ref)\b[^|;&\n]*/;
  return moving.exec(commandLine)?.[0].trim().slice(0, 200) ?? null;
}

function headInWords(before: GitPosition, after: GitMoves): string | null {
  if (!hasHeadMoved(before, after)) {
    return null;
  }
  const made = after.made.map(({ sha, subject }) => `${sha.slice(0, 8)} “${subject}”`).join(', ');
  const commits = after.made.length === 1 ? t`a commit: ${made}` : t`commits: ${made}`;
  if (before.branch !== after.branch) {
    const went = t`HEAD went from ${placeOf(before)} to ${placeOf(after)}`;
    return made === '' ? went : `${went} (${commits})`;
  }
  return made === ''
    ? t`${placeOf(before)} was set to ${after.commit?.slice(0, 8) ?? t('no commit')}`
    : t`${after.branch ?? 'HEAD'} has gained ${commits}`;
}

function stashInWords(before: GitPosition, after: GitPosition): string | null {
  if (before.stash === after.stash) {
    return null;
  }
  return after.stash === null || before.stash !== null
    ? t('the stash was changed (git stash list shows it)')
    : t('changes were put into the stash (git stash pop brings them back)');
}

function placeOf({ branch, commit }: GitPosition): string {
  return branch ?? t`a detached HEAD at ${commit?.slice(0, 8) ?? t('no commit')}`;
}
