import { homedir } from 'node:os';
import { runDevelopersGit } from './runGit';

/** Start a branch at HEAD. The work tree stays as it is. */
export async function createBranch(repository: string, name: string): Promise<void> {
  await runDevelopersGit(repository, ['switch', '--quiet', '--create', name]);
}

/** Let git work in a repository that somebody else owns, as git itself suggests. */
export async function trustRepository(repository: string): Promise<void> {
  await runDevelopersGit(homedir(), ['config', '--global', '--add', 'safe.directory', repository]);
}
