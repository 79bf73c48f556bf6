import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { GitError } from './gitError';
import { checkedId } from './objectId';
import { gitText, runGit } from './runGit';
import { branchIn, commitIn, readStatus } from './statusRecords';

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
}

export async function getHead(repository: string): Promise<Head> {
  const { commit, branch } = await getHeadAndStash(repository);
  return { commit, branch };
}

/** One process tells it all; before the first commit, another tells the branch. `stash` is the newest one's commit. */
export async function getHeadAndStash(repository: string): Promise<Head & { readonly stash: string | null }> {
  // What is not there is left out. A pattern, since after a name that is not there nothing is taken for one.
  const args = ['rev-parse', '--revs-only', '--glob=refs/stas[h]', 'HEAD', '--symbolic-full-name', 'HEAD'];
  const lines = (await gitText(repository, args, { okExitCodes: [0, 1, 128] })).split('\n');
  const ref = lines.at(-1) ?? '';
  return ref === 'HEAD' || ref.startsWith('refs/')
    ? { stash: lines.at(-3) ?? null, commit: lines.at(-2) ?? null, branch: branchOf(ref) }
    : { stash: lines[0] || null, commit: null, branch: await getUnbornBranch(repository) };
}

/** What `--symbolic-full-name` says of HEAD. */
export function branchOf(ref: string): string | null {
  return ref === 'HEAD' ? null : ref.replace(/^refs\/heads\//, '');
}

/** `null` when detached. */
export async function getUnbornBranch(repository: string): Promise<string | null> {
  const args = ['symbolic-ref', '--quiet', '--short', 'HEAD'];
  return (await gitText(repository, args, { okExitCodes: [0, 1, 128] })) || null;
}

export interface WorkTreeStatus {
  /** `null` before the first commit. */
  readonly commit: string | null;
  /** `null` when detached. */
  readonly branch: string | null;
  /** Nothing staged, changed or untracked. What is inside of a submodule does not count. */
  readonly clean: boolean;
  /** Paths with unresolved merge conflicts. */
  readonly conflicts: readonly string[];
}

/** Started once for all that it tells. Git is not started in submodules: they may bring a configuration of their own. */
export async function getStatus(repository: string, signal?: AbortSignal): Promise<WorkTreeStatus> {
  const how = ['--porcelain=v2', '--branch', '--no-ahead-behind', '-z'];
  const what = ['--untracked-files=normal', '--ignore-submodules=dirty'];
  const { stdout } = await runGit(repository, ['status', ...how, ...what], signal ? { signal } : {});
  return parseStatus(stdout.toString('utf8'));
}

/** What `git status --porcelain=v2 --branch -z` printed. */
function parseStatus(output: string): WorkTreeStatus {
  const conflicts: string[] = [];
  let commit: string | null = null;
  let branch: string | null = null;
  let clean = true;
  for (const { type, path } of readStatus(output)) {
    if (type === '#') {
      commit ??= commitIn(path);
      branch ??= branchIn(path);
      continue;
    }
    clean = false;
    if (type === 'u') {
      conflicts.push(path);
    }
  }
  return { commit, branch, clean, conflicts };
}

/** The first line of a commit's message. */
export async function getSubject(repository: string, commit: string): Promise<string> {
  return gitText(repository, [
    'log',
    '-1',
    '--no-show-signature',
    '--format=%s',
    '--end-of-options',
    checkedId(commit),
  ]);
}

/** The folder that all work trees of the repository share. Asked of git once, as long as it is there. */
export async function getCommonDir(repository: string): Promise<string> {
  const known = commonDirs.get(repository);
  if (known !== undefined && existsSync(known)) {
    return known;
  }
  const path = await gitText(repository, ['rev-parse', '--git-common-dir']);
  const absolute = isAbsolute(path) ? path : join(repository, path);
  commonDirs.set(repository, absolute);
  return absolute;
}

const commonDirs = new Map<string, string>();

/** Subjects of the newest commits, newest first. */
export async function getRecentSubjects(repository: string, count: number): Promise<string[]> {
  const args = ['log', `--max-count=${count}`, '--no-merges', '--no-show-signature', '--format=%s'];
  const subjects = await gitText(repository, args, { okExitCodes: [0, 128] });
  return subjects === '' ? [] : subjects.split('\n');
}

/** Older gits lack what we use (`--pathspec-from-file`). */
export const minimumGitVersion = '2.25';

export async function getGitVersion(): Promise<string> {
  const text = await gitText(tmpdir(), ['--version']);
  return /\d+\.\d+(\.\d+)?/.exec(text)?.[0] ?? text;
}

export function isGitTooOld(version: string): boolean {
  return version.localeCompare(minimumGitVersion, 'en', { numeric: true }) < 0;
}
