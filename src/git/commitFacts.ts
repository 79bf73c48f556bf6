import { t } from '@vscode/l10n';
import { checkedId } from './objectId';
import { gitText } from './runGit';

/** A commit as git keeps it. */
export interface CommitFacts {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly subject: string;
  /** Without its last line end. */
  readonly message: string;
  /** Epoch milliseconds; git keeps seconds. */
  readonly committedAt: number;
}

const format = '%H%x00%T%x00%P%x00%ct%x00%s%x00%B%x00%x01';

export async function getCommit(repository: string, id: string): Promise<CommitFacts> {
  const args = ['log', '-1', '--no-show-signature', `--format=${format}`, checkedId(id)];
  const [commit] = parseCommits(await gitText(repository, args));
  if (!commit) {
    throw new Error(t`there is no commit ${id}`);
  }
  return commit;
}

/** Commits that one has and the other has not, along the first parents, oldest first. `from` may be before the first commit. */
export async function listCommits(
  repository: string,
  from: string | null,
  to: string,
  limit = 100,
): Promise<CommitFacts[]> {
  const range = from === null ? [checkedId(to)] : [checkedId(to), `^${checkedId(from)}`];
  const args = ['log', '--first-parent', `--max-count=${limit}`, '--no-show-signature', `--format=${format}`, ...range];
  return parseCommits(await gitText(repository, args)).toReversed();
}

/** Parse what `git log` says in {@link format}. */
function parseCommits(output: string): CommitFacts[] {
  return output
    .split('\x01')
    .map(record => record.replace(/^\n/, '').split('\0'))
    .filter(fields => fields.length > 5)
    .map(([sha = '', tree = '', parents = '', time = '', subject = '', message = '']) => ({
      sha,
      tree,
      parents: parents === '' ? [] : parents.split(' '),
      subject,
      message: message.replace(/\n+$/, ''),
      committedAt: Number(time) * 1000,
    }));
}

/** Whether a remote is known to have the commit. */
export async function isPushed(repository: string, id: string): Promise<boolean> {
  const args = ['for-each-ref', '--count=1', '--format=%(refname)', `--contains=${checkedId(id)}`, 'refs/remotes/'];
  return (await gitText(repository, args)) !== '';
}
