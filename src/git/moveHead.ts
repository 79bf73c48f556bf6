import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import { checkedId } from './objectId';
import { getHead } from './repositoryState';
import { gitText, runGit } from './runGit';

/** A place that HEAD can be at. */
export interface HeadPlace {
  /** `null` before the first commit. */
  readonly commit: string | null;
  /** `null` when detached. */
  readonly branch: string | null;
}

/**
 * Move HEAD as `git reset --soft` and `git symbolic-ref` do: index and work tree stay, the reflog tells of it.
 *
 * Only if HEAD is still where the caller saw it.
 */
export async function moveHead(repository: string, from: HeadPlace, to: HeadPlace, why: string): Promise<void> {
  const now = await getHead(repository);
  if (now.commit !== from.commit || now.branch !== from.branch) {
    throw new UserError('headMoved', t('HEAD has moved meanwhile, so it was left where it is. Look again.'));
  }
  if (to.branch === null) {
    const detached = ['--no-deref', '--create-reflog', '-m', why, 'HEAD', checkedId(to.commit ?? '')];
    await runGit(repository, ['update-ref', ...detached]);
    return;
  }
  const ref = `refs/heads/${to.branch}`;
  const tip = await gitText(repository, ['rev-parse', '--verify', '--quiet', ref], { okExitCodes: [0, 1] });
  if (to.branch !== from.branch) {
    await runGit(repository, ['symbolic-ref', '-m', why, 'HEAD', ref]);
  }
  if (tip === (to.commit ?? '')) {
    return;
  }
  if (to.commit === null) {
    await runGit(repository, ['update-ref', '-m', why, '-d', 'HEAD', checkedId(tip)]);
  } else {
    const values = [checkedId(to.commit), tip || '0'.repeat(to.commit.length)];
    await runGit(repository, ['update-ref', '--create-reflog', '-m', why, 'HEAD', ...values]);
  }
}
