import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What the `.git` in a folder says, read without starting git. */
export type GitFolder =
  | { readonly kind: 'workTree'; readonly gitFolder: string }
  /** Its configuration has a say in what it is: git itself must be asked. */
  | { readonly kind: 'unclear'; readonly gitFolder: string }
  /** There is none, or it is left over or broken. */
  | { readonly kind: 'none' };

/**
 * Looks at `.git` as git does (see gitrepository-layout(5)), whether it is a folder or a file that names one.
 *
 * Starting git for each of hundreds of repositories would take longer than finding them. Synchronous: made for a thread
 * of its own, or for a single folder.
 */
export function readGitFolder(folder: string): GitFolder {
  try {
    const gitFolder = locate(folder);
    readFileSync(join(gitFolder, 'HEAD'));
    const linked = readIfThere(join(gitFolder, 'commondir'));
    const common = linked === undefined ? gitFolder : resolve(gitFolder, linked.trim());
    if (!existsSync(join(common, 'objects')) || !existsSync(join(common, 'refs'))) {
      return { kind: 'none' };
    }
    // In a linked work tree the shared configuration does not say where the work tree is.
    const isClear = linked !== undefined || saysWorkTree(readIfThere(join(common, 'config')) ?? '', gitFolder, folder);
    return { kind: isClear ? 'workTree' : 'unclear', gitFolder };
  } catch {
    return { kind: 'none' };
  }
}

/** Whether a folder is itself what `.git` usually is: a repository without a work tree. */
export function looksBare(folder: string): boolean {
  return ['HEAD', 'objects', 'refs'].every(name => existsSync(join(folder, name)));
}

function locate(folder: string): string {
  const dotGit = join(folder, '.git');
  try {
    const target = /^gitdir: (?<path>.+?)\r?\n?$/s.exec(readFileSync(dotGit, 'utf8'))?.groups?.['path'];
    return resolve(folder, target ?? '\0');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') {
      return dotGit;
    }
    throw error;
  }
}

function saysWorkTree(config: string, gitFolder: string, folder: string): boolean {
  const workTree = /^\s*worktree\s*=\s*(?<path>.+?)\s*$/im.exec(config)?.groups?.['path'];
  if (/^\s*bare\s*(=(?!\s*false\b)|$)/im.test(config)) {
    return false;
  }
  // Submodules are like this: their git folder is elsewhere, and says where they are.
  return workTree === undefined || realpathSync(resolve(gitFolder, workTree)) === realpathSync(folder);
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
