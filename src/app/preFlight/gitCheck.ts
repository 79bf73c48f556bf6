import { t } from '@vscode/l10n';
import { messageOf } from '../../base/errors';
import { isGitTooOld, minimumGitVersion } from '../../git/repositoryState';
import type { GitSetup } from '../gitSetup';
import { block, type Check, pass } from './check';

const line = { check: 'git', label: 'Git' };
const getGit = { id: 'getGit', label: t('Get Git') } as const;

export async function checkGit(git: GitSetup): Promise<Check> {
  try {
    const version = await git.version();
    return isGitTooOld(version) ? block(line, tooOldInWords(version), getGit) : pass(line, version);
  } catch (error) {
    return block(line, messageOf(error), getGit);
  }
}

export function tooOldInWords(version: string): string {
  return t`Git ${version} is too old: Autobot needs ${minimumGitVersion} or newer.`;
}
