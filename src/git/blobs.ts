import { t } from '@vscode/l10n';
import { isUnicodePath } from '../core/gitPath';
import { textOfBytes } from '../core/lines';
import { checkedId } from './objectId';
import { gitText, runGit } from './runGit';

/**
 * Contents by object id, as git holds them (latin1 text, one character a byte).
 *
 * One process however many there are; rejects if one is missing.
 */
export async function readBlobs(repository: string, ids: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)].map(checkedId);
  if (wanted.length === 0) {
    return new Map();
  }
  const { stdout } = await runGit(repository, ['cat-file', '--batch'], { stdin: `${wanted.join('\n')}\n` });
  return parseBatch(stdout);
}

/** Parse `git cat-file --batch`: `<id> <type> <size>\n<bytes>\n` for each. */
export function parseBatch(output: Buffer): Map<string, string> {
  const contents = new Map<string, string>();
  for (let at = 0; at < output.length;) {
    const lineEnd = output.indexOf(10, at);
    const [id = '', type = '', size = ''] = output.toString('latin1', at, lineEnd).split(' ');
    if (type === 'missing' || size === '') {
      throw new Error(t`this repository lacks the object ${id}`);
    }
    const end = lineEnd + 1 + Number(size);
    contents.set(id, textOfBytes(output.subarray(lineEnd + 1, end)));
    at = end + 1;
  }
  return contents;
}

/** A blob as it would lie in the work tree at `path`: line ends and filters applied. */
export async function readFiltered(repository: string, id: string, path: string): Promise<Buffer> {
  const { stdout } = await runGit(repository, ['cat-file', '--filters', attributesOf(path), checkedId(id)]);
  return stdout;
}

/** Keep bytes as they are; returns the object id. */
export async function writeBlob(repository: string, bytes: Uint8Array): Promise<string> {
  return gitText(repository, ['hash-object', '-w', '--stdin', '--no-filters'], { stdin: bytes });
}

/**
 * Keep contents as they are; returns their object ids, in order. One process however many there are.
 *
 * See git-fast-import(1); it packs what is much and writes what is little as loose objects.
 */
export async function writeBlobs(repository: string, contents: readonly Uint8Array[]): Promise<string[]> {
  const [first] = contents;
  if (first === undefined || contents.length === 1) {
    return first ? [await writeBlob(repository, first)] : [];
  }
  const commands = contents.flatMap((bytes, i) => [
    Buffer.from(`blob\nmark :${i + 1}\ndata ${bytes.byteLength}\n`),
    bytes,
    Buffer.from(`\nget-mark :${i + 1}\n`),
  ]);
  const ids = await gitText(repository, ['fast-import', '--quiet', '--done'], {
    stdin: Buffer.concat([...commands, Buffer.from('done\n')]),
  });
  return ids.split('\n').map(checkedId);
}

/** Keep bytes from the work tree in git's own form (line ends, filters of `path`); returns the object id. */
export async function writeFilteredBlob(repository: string, path: string, bytes: Uint8Array): Promise<string> {
  return gitText(repository, ['hash-object', '-w', '--stdin', attributesOf(path)], { stdin: bytes });
}

/** Whose attributes hold. A name that cannot stand in an argument is known by its letters. */
function attributesOf(path: string): string {
  return `--path=${isUnicodePath(path) ? path : path.replaceAll(/[\uef80-\uefff]/g, '_')}`;
}
