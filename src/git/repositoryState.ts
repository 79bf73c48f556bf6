import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { GitError } from './gitError';
import { gitText, runGit } from './runGit';

/** What a folder turned out to be. */
export type RepositoryKind =
  { readonly kind: 'workTree'; readonly root: string } | { readonly kind: 'bare' } | { readonly kind: 'none' };

export async function getRepositoryKind(folder: string): Promise<RepositoryKind> {
  const { stdout, stderr, exitCode } = await runGit(folder, ['rev-parse', '--is-bare-repository', '--show-toplevel'], {
    okExitCodes: [0, 128],
  });
  const [isBare, root] = stdout.toString('utf8').split('\n');
  if (isBare === 'true') {
    return { kind: 'bare' };
  }
  if (exitCode !== 0 && !/not a git repository/i.test(stderr)) {
    throw new GitError(/dubious ownership/.test(stderr) ? 'dubiousOwnership' : 'other', ['rev-parse'], stderr);
  }
  return exitCode === 0 && root ? { kind: 'workTree', root } : { kind: 'none' };
}

export interface Head {
  /** `null` before the first commit. */
  readonly commit: string | null;
  /** `null` when detached. */
  readonly branch: string | null;
  readonly subject: string | null;
}

export async function getHead(repository: string): Promise<Head> {
  const [commit, branch, subject] = await Promise.all([
    gitText(repository, ['rev-parse', '--verify', '--quiet', 'HEAD'], { okExitCodes: [0, 1, 128] }),
    gitText(repository, ['symbolic-ref', '--quiet', '--short', 'HEAD'], { okExitCodes: [0, 1, 128] }),
    gitText(repository, ['log', '-1', '--no-show-signature', '--format=%s'], { okExitCodes: [0, 128] }),
  ]);
  return { commit: commit || null, branch: branch || null, subject: subject || null };
}

export interface WorkTreeStatus {
  /** Nothing staged, changed or untracked. */
  readonly clean: boolean;
  /** Paths with unresolved merge conflicts. */
  readonly conflicts: readonly string[];
}

export async function getStatus(repository: string, signal?: AbortSignal): Promise<WorkTreeStatus> {
  const { stdout } = await runGit(repository, ['status', '--porcelain=v2', '-z', '--untracked-files=normal'], {
    ...(signal && { signal }),
  });
  return parseStatus(stdout.toString('utf8'));
}

/** Parse `git status --porcelain=v2 -z`. See git-status(1), "Porcelain Format Version 2". */
export function parseStatus(output: string): WorkTreeStatus {
  const conflicts: string[] = [];
  let clean = true;
  const records = output.split('\0').values();
  for (const record of records) {
    const type = record.charAt(0);
    clean &&= type === '';
    if (type === '2') {
      records.next(); // a rename spends a second record on its old path
    } else if (type === 'u') {
      conflicts.push(record.split(' ').slice(10).join(' '));
    }
  }
  return { clean, conflicts };
}

export type Operation = 'merge' | 'rebase' | 'cherry-pick' | 'revert' | 'bisect' | 'am';

const marks: readonly (readonly [string, Operation])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply/applying', 'am'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
];

/** The operation that git is in the middle of, if any. */
export async function getOperation(repository: string): Promise<Operation | null> {
  const found = await Promise.all(marks.map(async ([file]) => exists(await gitPath(repository, file))));
  return marks.find((_, i) => found[i])?.[1] ?? null;
}

/** Whether another git holds the index. */
export async function isIndexLocked(repository: string): Promise<boolean> {
  return exists(await gitPath(repository, 'index.lock'));
}

/** The folder that all work trees of the repository share. */
export async function getCommonDir(repository: string): Promise<string> {
  const path = await gitText(repository, ['rev-parse', '--git-common-dir']);
  return isAbsolute(path) ? path : join(repository, path);
}

/** Subjects of the newest commits, newest first. */
export async function getRecentSubjects(repository: string, count: number): Promise<string[]> {
  const args = ['log', `--max-count=${count}`, '--no-merges', '--no-show-signature', '--format=%s'];
  const subjects = await gitText(repository, args, { okExitCodes: [0, 128] });
  return subjects === '' ? [] : subjects.split('\n');
}

export async function getGitVersion(): Promise<string> {
  const text = await gitText(process.cwd(), ['--version']);
  return /\d+\.\d+(\.\d+)?/.exec(text)?.[0] ?? text;
}

async function gitPath(repository: string, name: string): Promise<string> {
  const path = await gitText(repository, ['rev-parse', '--git-path', name]);
  return isAbsolute(path) ? path : join(repository, path);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
