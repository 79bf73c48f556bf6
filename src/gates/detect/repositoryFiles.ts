import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What detection looks at: enough to see which tools a repository uses. */
export interface RepositoryFiles {
  /** Entries of the root, and of its test folders as `tests/name`. */
  readonly names: ReadonlySet<string>;
  /** The content of the files in {@link readNames} that are there. */
  readonly texts: Readonly<Partial<Record<ReadName, string>>>;
}

export const readNames = [
  'package.json',
  'pnpm-workspace.yaml',
  'tsconfig.json',
  'pyproject.toml',
  'setup.cfg',
  'tox.ini',
  'Cargo.toml',
  'go.work',
  'composer.json',
  'Gemfile',
  'Makefile',
  'makefile',
  'GNUmakefile',
] as const;
export type ReadName = (typeof readNames)[number];

const testFolders = ['test', 'tests', 'spec'] as const;
/** Configuration is written by hand; anything larger is something else. */
const maxBytes = 1024 * 1024;

/** Read what is there. What cannot be read is as good as absent. */
export async function readRepositoryFiles(folder: string): Promise<RepositoryFiles> {
  const [root, ...nested] = await Promise.all(['', ...testFolders].map(name => list(join(folder, name))));
  const inFolders = nested.flatMap((names, i) => names.map(name => `${testFolders[i] ?? ''}/${name}`));
  const names = new Set([...(root ?? []), ...inFolders]);
  const texts = await Promise.all(
    readNames.filter(name => names.has(name)).map(async name => [name, await read(join(folder, name))] as const),
  );
  return { names, texts: Object.fromEntries(texts.filter(([, text]) => text !== undefined)) };
}

async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function read(file: string): Promise<string | undefined> {
  try {
    const found = await stat(file);
    return found.isFile() && found.size <= maxBytes ? (await readFile(file, 'utf8')).replace(/^\uFEFF/, '') : undefined;
  } catch {
    return undefined;
  }
}
