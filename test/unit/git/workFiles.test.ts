import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeBlob, writeBlobs } from '../../../src/git/blobs';
import { lookAtFiles } from '../../../src/git/looks';
import { movedWhy, type PutResult, putWorkFiles } from '../../../src/git/workFiles';
import { TestRepository } from '../../helpers/repository';

describe('git/workFiles', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = TestRepository.create({ 'a.txt': 'one\n', 'folder/deep/only.txt': 'x\n' });
  });
  afterEach(() => repository.dispose());

  /** Files as they are to be: text, `null` for none, or a mode and text. */
  type Wanted = Record<string, string | null | readonly [mode: string, text: string]>;

  /** Look at the files, let somebody do something, and put. */
  async function put(wanted: Wanted, meanwhile: () => void = () => undefined): Promise<PutResult> {
    const seen = await lookAtFiles(repository.path, Object.keys(wanted));
    meanwhile();
    const changes = Object.entries(wanted).map(async ([path, content]) => {
      const [mode, text] = typeof content === 'string' ? ['100644', content] : (content ?? []);
      const entry =
        text === undefined ? null : { mode: mode ?? '', id: await writeBlob(repository.path, Buffer.from(text)) };
      return [path, entry] as const;
    });
    return putWorkFiles(repository.path, new Map(await Promise.all(changes)), seen);
  }
  const all = (...paths: string[]): PutResult => ({ done: new Set(paths), failed: [] });

  it('writes, replaces and removes files, and folders that become empty', async () => {
    const wanted: Wanted = { 'new/b.txt': 'b\n', 'a.txt': ['100755', 'two\n'], 'folder/deep/only.txt': null };
    assert.deepEqual(await put(wanted), all('folder/deep/only.txt', 'new/b.txt', 'a.txt'));
    assert.deepEqual([repository.read('new/b.txt'), repository.read('a.txt')], ['b\n', 'two\n']);
    assert.ok(statSync(join(repository.path, 'a.txt')).mode & 0o100);
    assert.deepEqual(readdirSync(repository.path).toSorted(), ['.git', 'a.txt', 'new']);
    assert.deepEqual(
      readdirSync(join(repository.path, '.git')).filter(name => name.includes('autobot')),
      [],
    );
  });

  it('keeps the permissions that git does not know of', async () => {
    chmodSync(join(repository.path, 'a.txt'), 0o600);
    await put({ 'a.txt': 'two\n' });
    assert.equal(statSync(join(repository.path, 'a.txt')).mode & 0o777, 0o600);
    chmodSync(join(repository.path, 'a.txt'), 0o444);
    await put({ 'a.txt': ['100755', 'three\n'] });
    assert.equal(statSync(join(repository.path, 'a.txt')).mode & 0o777, 0o555);
    assert.equal(repository.read('a.txt'), 'three\n');
  });

  it('leaves alone what has been written to since it was looked at, and does the rest', async () => {
    const meanwhile = (): void => repository.write({ 'a.txt': 'TWO\n', 'new.txt': 'mine\n' });
    const { done, failed } = await put({ 'a.txt': 'x', 'new.txt': 'y', 'folder/deep/only.txt': 'z' }, meanwhile);
    assert.deepEqual([...done], ['folder/deep/only.txt']);
    assert.deepEqual(
      new Map(failed.map(({ path, why }) => [path, why])),
      new Map([
        ['a.txt', movedWhy],
        ['new.txt', movedWhy],
      ]),
    );
    assert.deepEqual(
      ['a.txt', 'new.txt', 'folder/deep/only.txt'].map(name => repository.read(name)),
      ['TWO\n', 'mine\n', 'z'],
    );
  });

  it('puts a file where a folder was and a folder where a file was, but takes no file of anybody else away', async () => {
    assert.deepEqual(
      await put({ 'folder/deep/only.txt': null, folder: 'now a file\n', 'a.txt': null, 'a.txt/inside': 'deep\n' }),
      all('folder/deep/only.txt', 'a.txt', 'folder', 'a.txt/inside'),
    );
    assert.deepEqual([repository.read('folder'), repository.read('a.txt/inside')], ['now a file\n', 'deep\n']);

    repository.write({ 'a.txt/mine': 'mine\n' });
    const { failed } = await put({ 'a.txt/inside': null, 'a.txt': 'file again\n' });
    assert.deepEqual(failed, [{ path: 'a.txt', why: 'a folder with other files is in its place' }]);
    assert.deepEqual(readdirSync(join(repository.path, 'a.txt')), ['mine']);
  });

  it('clears away what a window left that died a day ago, and nothing of one that may be at work', async () => {
    const folderOf = (name: string): string => join(repository.path, '.git', `autobot-staged-${name}`);
    repository.write({ '.git/autobot-staged-dead/folder/a.txt': 'x', '.git/autobot-staged-busy/a.txt': 'x' });
    const yesterday = Date.now() / 1000 - 25 * 60 * 60;
    utimesSync(folderOf('dead'), yesterday, yesterday);
    await put({ 'a.txt': 'changed\n' });
    assert.deepEqual([existsSync(folderOf('dead')), existsSync(folderOf('busy'))], [false, true]);
  });

  it('never writes through a link', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'autobot-outside-'));
    try {
      symlinkSync(outside, join(repository.path, 'link'));
      const { failed } = await put({ 'link/evil.txt': 'x' });
      assert.deepEqual(failed, [{ path: 'link/evil.txt', why: 'a symbolic link or a file is where its folder was' }]);
      assert.deepEqual(readdirSync(outside), []);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it('writes links as links', async () => {
    symlinkSync('a.txt', join(repository.path, 'link'));
    await put({ link: ['120000', 'folder'], 'a.txt': ['120000', 'folder/deep'] });
    assert.ok(lstatSync(join(repository.path, 'a.txt')).isSymbolicLink());
    assert.equal(readlinkSync(join(repository.path, 'link')), 'folder');
    await put({ link: 'a file\n' });
    assert.ok(lstatSync(join(repository.path, 'link')).isFile());
  });

  it('keeps CRLF in the work tree where git keeps LF', async () => {
    repository.write({ '.gitattributes': '*.txt text eol=crlf\n' });
    await put({ 'c.txt': 'one\nthree\n' });
    assert.equal(repository.read('c.txt'), 'one\r\nthree\r\n');
  });

  it('does not move the commit of a repository inside', async () => {
    const seen = await lookAtFiles(repository.path, ['sub']);
    const entry = { mode: '160000', id: repository.git('rev-parse', 'HEAD').trim() };
    const { failed } = await putWorkFiles(repository.path, new Map([['sub', entry]]), seen);
    assert.deepEqual(failed, [{ path: 'sub', why: 'it is a repository of its own, whose commit is yours to choose' }]);
    assert.ok(!existsSync(join(repository.path, 'sub')));
  });

  it('touches no file when the new content cannot be made', async () => {
    const seen = await lookAtFiles(repository.path, ['a.txt', 'folder/deep/only.txt']);
    const missing = { mode: '100644', id: '1'.repeat(40) };
    const changes = new Map([
      ['a.txt', missing],
      ['folder/deep/only.txt', null],
    ]);
    await assert.rejects(putWorkFiles(repository.path, changes, seen));
    assert.deepEqual([repository.read('a.txt'), repository.read('folder/deep/only.txt')], ['one\n', 'x\n']);
  });

  it('touches no file before it is told so, nor when that fails', async () => {
    const seen = await lookAtFiles(repository.path, ['a.txt', 'folder/deep/only.txt']);
    const two = { mode: '100644', id: await writeBlob(repository.path, Buffer.from('two\n')) };
    const changes = new Map([
      ['a.txt', two],
      ['folder/deep/only.txt', null],
    ]);
    const notYet = Promise.reject(new Error('not on record'));
    await assert.rejects(putWorkFiles(repository.path, changes, seen, notYet), /not on record/);
    assert.deepEqual([repository.read('a.txt'), repository.read('folder/deep/only.txt')], ['one\n', 'x\n']);
  });

  it('keeps many contents as they are, whatever is in them', async () => {
    const contents = ['', '\n', 'done\n', 'blob\ndata 3\n', '\0\r\n', 'x'.repeat(100_000)].map(text =>
      Buffer.from(text),
    );
    const ids = await writeBlobs(repository.path, contents);
    const expected = await Promise.all(contents.map(bytes => writeBlob(repository.path, bytes)));
    assert.deepEqual(ids, expected);
    assert.equal(repository.git('cat-file', '-s', ids[5] ?? ''), '100000\n');
  });
});
