import { gitText, runGit } from './runGit';
import { withPrivateIndex } from './privateIndex';

/**
 * The tree of the whole work tree as it is on disk: tracked and untracked files, without ignored ones and
 * without repositories inside it.
 *
 * Writes objects only. HEAD, index, stash and work tree are never touched.
 */
export async function snapshotTree(repository: string, signal?: AbortSignal): Promise<string> {
  return withPrivateIndex(repository, 'copy', async indexFile => {
    const options = { indexFile, ...(signal && { signal }) };
    const { stderr, exitCode } = await runGit(repository, ['add', '--all', '--', '.'], {
      ...options,
      okExitCodes: [0, 128],
    });
    if (exitCode !== 0 || stderr.includes('embedded git repository')) {
      await addWithoutNested(repository, options);
    }
    return gitText(repository, ['write-tree'], options);
  });
}

interface IndexOptions {
  readonly indexFile: string;
  readonly signal?: AbortSignal;
}

/** `git add --all` fails on a nested repository without a commit and takes others in as links: leave them out. */
async function addWithoutNested(repository: string, options: IndexOptions): Promise<void> {
  const { stdout } = await runGit(repository, ['ls-files', '--others', '--exclude-standard', '-z'], {
    ...options,
    okExitCodes: [0],
  });
  // A nested repository is listed as one path that ends in a slash; one that was just added is in the index already.
  const nested = stdout
    .toString('utf8')
    .split('\0')
    .filter(path => path.endsWith('/'));
  const added = await linksAdded(repository, options);
  if (added.length > 0) {
    await runGit(repository, ['update-index', '--force-remove', '-z', '--stdin'], {
      ...options,
      stdin: added.join('\0'),
    });
  }
  const pathspecs = ['.', ...[...nested, ...added].map(path => `:(exclude,literal,top)${path.replace(/\/$/, '')}`)];
  await runGit(repository, ['add', '--all', '--pathspec-from-file=-', '--pathspec-file-nul'], {
    ...options,
    stdin: pathspecs.join('\0'),
    magicPathspecs: true,
  });
}

/** Links to repositories that are in the private index and not in the developer's. */
async function linksAdded(repository: string, options: IndexOptions): Promise<string[]> {
  const links = async (indexFile?: string): Promise<string[]> => {
    const { stdout } = await runGit(repository, ['ls-files', '--stage', '-z'], indexFile ? { indexFile } : {});
    const entries = stdout.toString('utf8').split('\0');
    return entries.filter(entry => entry.startsWith('160000 ')).map(entry => entry.slice(entry.indexOf('\t') + 1));
  };
  const known = new Set(await links());
  return (await links(options.indexFile)).filter(path => !known.has(path));
}
