import * as z from 'zod';
import { readBlobs } from './blobs';
import { readEntries } from './trees';

/** A file that says how the repository's commit messages are to be. */
export interface CommitConvention {
  readonly file: string;
  readonly text: string;
}

const endings = ['', '.json', '.yaml', '.yml', '.js', '.cjs', '.mjs', '.ts', '.cts', '.mts'];
/** What commitlint and commitizen read, beside package.json. See https://commitlint.js.org/reference/configuration */
const files = [
  ...endings.map(ending => `.commitlintrc${ending}`),
  ...endings.filter(ending => /[jt]s$/.test(ending)).map(ending => `commitlint.config${ending}`),
  '.czrc',
  '.cz.toml',
];
const Manifest = z.looseObject({ commitlint: z.unknown() });

/** Characters of one file: what is longer says more than a message needs. */
const sizeLimit = 8_000;

/**
 * The conventions at the root of a tree. They are read, never run, and not from the work tree: there such a name may be
 * a link that leads anywhere.
 */
export async function readCommitConventions(repository: string, tree: string | null): Promise<CommitConvention[]> {
  const entries = await readEntries(repository, tree, [...files, 'package.json']);
  const plain = [...entries].flatMap(([file, entry]) =>
    entry?.mode.startsWith('100') ? [{ file, id: entry.id }] : [],
  );
  const texts = await readBlobs(
    repository,
    plain.map(({ id }) => id),
  );
  return plain.flatMap(({ file, id }) => {
    const text = Buffer.from(texts.get(id) ?? '', 'latin1').toString('utf8');
    const relevant = file === 'package.json' ? ownSection(text) : text;
    return relevant === undefined ? [] : [{ file, text: relevant.slice(0, sizeLimit) }];
  });
}

function ownSection(manifest: string): string | undefined {
  const { commitlint } = Manifest.safeParse(parseJson(manifest)).data ?? {};
  return commitlint === undefined ? undefined : JSON.stringify({ commitlint }, null, 2);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
