import { t } from '@vscode/l10n';
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { checkedId } from './objectId';
import { withPrivateIndex } from './privateIndex';
import { getCommonDir, getHead } from './repositoryState';
import { gitText, runGit } from './runGit';

/** A tree in a folder of its own, with a git repository around it that shares nothing that can be changed. */
export interface TemporaryTree {
  /** Its root; real, without links. */
  readonly path: string;
  /** Symbolic links that the tree itself holds, by path. */
  readonly links: readonly string[];
  dispose(): Promise<void>;
}

/** Why a tree cannot be made whole in another place. */
export class TreeUnavailable extends Error {
  override readonly name = 'TreeUnavailable';

  static is(error: unknown): error is TreeUnavailable {
    return error instanceof TreeUnavailable;
  }
}

/**
 * Put a tree into a temporary folder, as a work tree on the repository's HEAD.
 *
 * No `git worktree add`: that would show in the developer's list of work trees, and what runs there could reach their
 * refs. Here objects are read from the developer's repository (gitrepository-layout(5), alternates), nothing is shared.
 */
export async function checkOutTree(repository: string, tree: string, signal?: AbortSignal): Promise<TemporaryTree> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'autobot-tree-')));
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const path = join(folder, basename(repository));
    const links = await fill(repository, tree, path, signal);
    return { path, links, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function fill(repository: string, tree: string, path: string, signal?: AbortSignal): Promise<string[]> {
  const options = signal ? { signal } : {};
  const sparse = await gitText(repository, ['config', '--type=bool', 'core.sparseCheckout'], { okExitCodes: [0, 1] });
  if (sparse === 'true') {
    throw new TreeUnavailable(t('the work tree is a sparse checkout'));
  }
  await mkdir(path, { recursive: true });
  const entries = await withPrivateIndex(repository, 'empty', async indexFile => {
    await runGit(repository, ['read-tree', checkedId(tree)], { indexFile, ...options });
    await runGit(repository, ['checkout-index', '--all', '--force', '--quiet', `--prefix=${path}/`], {
      indexFile,
      ...options,
    });
    return (await runGit(repository, ['ls-files', '--stage', '-z'], { indexFile })).stdout.toString('utf8').split('\0');
  });
  await initialise(repository, path);
  const of = (mode: string): string[] =>
    entries.filter(entry => entry.startsWith(`${mode} `)).map(entry => entry.slice(entry.indexOf('\t') + 1));
  const links = of('120000');
  for (const entry of entries.filter(line => line.startsWith('160000 '))) {
    const [, commit = ''] = entry.split(' ');
    const submodule = entry.slice(entry.indexOf('\t') + 1);
    const inner = await fillSubmodule(join(repository, submodule), commit, join(path, submodule), signal);
    links.push(...inner.map(link => `${submodule}/${link}`));
  }
  return links;
}

/** What is not checked out in the work tree is not needed there either. */
async function fillSubmodule(from: string, commit: string, to: string, signal?: AbortSignal): Promise<string[]> {
  const root = await gitText(from, ['rev-parse', '--show-toplevel'], { okExitCodes: [0, 128] }).catch(() => '');
  if (root !== (await realpath(from).catch(() => from))) {
    return [];
  }
  const tree = await gitText(from, ['rev-parse', '--verify', '--quiet', `${checkedId(commit)}^{tree}`], {
    okExitCodes: [0, 1, 128],
  });
  if (tree === '') {
    throw new TreeUnavailable(t`the submodule ${from} lacks the commit ${commit}`);
  }
  return fill(from, tree, to, signal);
}

const copiedSettings = /^(?:core\.(?:autocrlf|eol|filemode|symlinks|ignorecase|safecrlf|longpaths)|filter\.|user\.)/;

/** Make the folder a repository on the same HEAD. Its index is HEAD's, so that what differs reads as uncommitted. */
async function initialise(repository: string, path: string): Promise<void> {
  const [common, head, format] = await Promise.all([
    getCommonDir(repository),
    getHead(repository),
    gitText(repository, ['rev-parse', '--show-object-format']),
  ]);
  const branch = head.branch ?? 'detached';
  await runGit(path, ['init', '--quiet', '--template=', `--object-format=${format}`, `--initial-branch=${branch}`]);
  const gitFolder = join(path, '.git');
  await mkdir(join(gitFolder, 'objects', 'info'), { recursive: true });
  await writeFile(join(gitFolder, 'objects', 'info', 'alternates'), `${resolve(common, 'objects')}\n`);
  await mkdir(join(gitFolder, 'info'), { recursive: true });
  for (const name of ['shallow', 'info/attributes', 'info/exclude']) {
    await copyFile(join(common, name), join(gitFolder, name)).catch(() => undefined); // most have none
  }
  const { stdout } = await runGit(repository, ['config', '--local', '--list', '-z'], { okExitCodes: [0, 1] });
  for (const setting of stdout.toString('utf8').split('\0')) {
    const [key = '', ...value] = setting.split('\n');
    if (copiedSettings.test(key)) {
      await runGit(path, ['config', '--local', key, value.join('\n')]);
    }
  }
  if (head.commit !== null) {
    await runGit(path, ['update-ref', 'HEAD', head.commit]);
    await runGit(path, ['read-tree', 'HEAD']);
    await runGit(path, ['update-index', '--refresh', '-q'], { okExitCodes: [0, 1] });
  }
}

/** What git ignores in a work tree: files, and folders as a whole with a slash at the end. */
export async function listIgnored(repository: string): Promise<string[]> {
  const args = ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'];
  const { stdout } = await runGit(repository, args);
  return stdout
    .toString('utf8')
    .split('\0')
    .filter(path => path !== '');
}
