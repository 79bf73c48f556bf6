import { t } from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { UserError } from '../base/errors';
import { gitText } from './runGit';

/** How long to wait while another git holds the repository. */
export interface Patience {
  /** Milliseconds. */
  readonly limit: number;
  /** Told once, with the lock's file, when there is something to wait for. */
  readonly onWait?: (file: string) => void;
}

const lookEvery = 50;

/**
 * Resolves once no other git holds the index, HEAD or the branch; rejects in words when patience ends.
 *
 * A lock that is not ours is never taken away: its owner may be alive, and only its owner knows.
 */
export async function waitUntilUnlocked(
  repository: string,
  branch: string | null,
  { limit, onWait }: Patience,
): Promise<void> {
  const names = ['index.lock', 'HEAD.lock', ...(branch === null ? [] : [`refs/heads/${branch}.lock`])];
  const files = await getGitPaths(repository, names);
  const until = Date.now() + limit;
  for (let told = false; ;) {
    const held = await findExisting(files);
    if (held === undefined) {
      return;
    }
    if (!told) {
      onWait?.(held);
      told = true;
    }
    if (Date.now() >= until) {
      throw lockedError(held);
    }
    await new Promise(resolve => setTimeout(resolve, lookEvery));
  }
}

export function lockedError(file: string): UserError {
  return new UserError(
    'locked',
    t`Another git process is using this repository: ${file} is there. Nothing was changed. Try again when it is done; if no git is running any more, delete that file.`,
  );
}

/** Files of the repository's git folder, wherever that is. */
export async function getGitPaths(repository: string, names: readonly string[]): Promise<string[]> {
  const args = names.flatMap(name => ['--git-path', name]);
  const paths = (await gitText(repository, ['rev-parse', ...args])).split('\n');
  return paths.map(path => (isAbsolute(path) ? path : join(repository, path)));
}

async function findExisting(files: readonly string[]): Promise<string | undefined> {
  const found = await Promise.all(
    files.map(file =>
      stat(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  return files.find((_, i) => found[i]);
}
