import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writeBlob } from '../../../src/git/blobs';
import type { TreeEntry } from '../../../src/git/diffTrees';
import { withStagedFiles } from '../../../src/git/stagedFiles';
import { TestRepository } from '../../helpers/repository';

describe('git/stagedFiles', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = TestRepository.create();
  });
  afterEach(() => repository.dispose());

  /** So many files that they lie in as few folders as can be. */
  const many = (folder: string, base: string): string[] =>
    Array.from({ length: 30 }, (_, i) => `${folder}/${i}/${base}`);
  const entryOf = async (text: string, mode = '100644'): Promise<TreeEntry> => ({
    mode,
    id: await writeBlob(repository.path, Buffer.from(text)),
  });
  async function staged<T>(files: ReadonlyMap<string, TreeEntry>, read: (file: string) => T): Promise<Map<string, T>> {
    return withStagedFiles(repository.path, files, pathOf =>
      Promise.resolve(new Map([...files.keys()].map(path => [path, read(String(pathOf(path)))]))),
    );
  }
  const text = (file: string): string => readFileSync(file, 'utf8');

  it('holds each file, also many of one name, and names that differ in case alone', async () => {
    const paths = [...many('src', 'index.ts'), ...many('lib', 'Index.ts'), ...many('test', 'a.txt'), 'top.txt'];
    const files = new Map(
      await Promise.all(paths.map(async path => [path, await entryOf(`content of ${path}\n`)] as const)),
    );
    assert.deepEqual(await staged(files, text), new Map(paths.map(path => [path, `content of ${path}\n`])));
    assert.deepEqual(
      readdirSync(join(repository.path, '.git')).filter(name => name.startsWith('autobot')),
      [],
    );
  });

  it('writes them as git would at their paths: line ends, filters that look at the path, identifiers', async () => {
    repository.write({
      '.gitattributes': '*.txt text\nwindows/** eol=crlf\nfiltered/** filter=named\n',
      'marked/.gitattributes': '* ident\n',
    });
    repository.git('config', 'filter.named.smudge', 'cat && echo %f');
    const paths = ['windows', 'filtered', 'marked', 'plain'].flatMap(folder => many(folder, 'a.txt'));
    const files = new Map(await Promise.all(paths.map(async path => [path, await entryOf('$Id$\n')] as const)));
    const expected = (path: string): string => {
      const { id = '' } = files.get(path) ?? {};
      const by: Record<string, string> = {
        windows: '$Id$\r\n',
        filtered: `$Id$\n${path}\n`,
        marked: `$Id: ${id} $\n`,
        plain: '$Id$\n',
      };
      return by[path.slice(0, path.indexOf('/'))] ?? '';
    };
    assert.deepEqual(await staged(files, text), new Map(paths.map(path => [path, expected(path)])));
  });

  it('keeps modes and links', async () => {
    const files = new Map(
      await Promise.all([
        ...many('bin', 'run').map(async path => [path, await entryOf('#!/bin/sh\n', '100755')] as const),
        ...many('links', 'to').map(async path => [path, await entryOf('../../bin', '120000')] as const),
      ]),
    );
    const found = await staged(files, file =>
      lstatSync(file).isSymbolicLink() ? readlinkSync(file) : (lstatSync(file).mode & 0o100) !== 0,
    );
    const expected = [...files.keys()].map(path => [path, path.startsWith('links') ? '../../bin' : true] as const);
    assert.deepEqual(found, new Map(expected));
  });

  it('holds a name of the greatest length, and one of any bytes', async () => {
    const long = 'ä'.repeat(127);
    const files = new Map(
      await Promise.all(
        [...many('a', long), ...many('b', 'no-utf8-\uefff')].map(async path => [path, await entryOf(path)] as const),
      ),
    );
    const sizes = await withStagedFiles(repository.path, files, pathOf =>
      Promise.resolve([...files.keys()].map(path => lstatSync(pathOf(path)).isFile())),
    );
    assert.ok(sizes.every(Boolean));
    assert.equal(sizes.length, 60);
  });
});
