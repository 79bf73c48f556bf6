import assert from 'node:assert/strict';
import { chmodSync, existsSync, lstatSync, mkdtempSync, readlinkSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../../src/base/errors';
import { writeBlob } from '../../../src/git/blobs';
import { putWorkFile, readWorkFile } from '../../../src/git/workFiles';
import { TestRepository } from '../../helpers/repository';

describe('git/workFiles', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = TestRepository.create({ 'a.txt': 'one\n', 'folder/deep/only.txt': 'x\n' });
  });
  afterEach(() => repository.dispose());

  const blob = (text: string): Promise<string> => writeBlob(repository.path, Buffer.from(text));

  it('writes, replaces and removes files, and folders that become empty', async () => {
    const { path } = repository;
    await putWorkFile(path, 'new/b.txt', { mode: '100644', id: await blob('b\n') }, null);
    await putWorkFile(path, 'a.txt', { mode: '100755', id: await blob('two\n') }, await readWorkFile(path, 'a.txt'));
    await putWorkFile(path, 'folder/deep/only.txt', null, await readWorkFile(path, 'folder/deep/only.txt'));
    assert.deepEqual([repository.read('new/b.txt'), repository.read('a.txt')], ['b\n', 'two\n']);
    assert.ok(statSync(join(path, 'a.txt')).mode & 0o100);
    assert.ok(!existsSync(join(path, 'folder')));
  });

  it('keeps the permissions that git does not know of', async () => {
    chmodSync(join(repository.path, 'a.txt'), 0o600);
    const { path } = repository;
    await putWorkFile(path, 'a.txt', { mode: '100644', id: await blob('two\n') }, await readWorkFile(path, 'a.txt'));
    assert.equal(statSync(join(path, 'a.txt')).mode & 0o777, 0o600);
  });

  it('refuses to write over what it did not expect', async () => {
    const expected = await readWorkFile(repository.path, 'a.txt');
    repository.write({ 'a.txt': 'mine\n' });
    const put = putWorkFile(repository.path, 'a.txt', { mode: '100644', id: await blob('x') }, expected);
    await assert.rejects(put, (error: unknown) => UserError.is(error, 'moved'));
    assert.equal(repository.read('a.txt'), 'mine\n');
  });

  it('never writes through a link that leads out of the repository', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'autobot-outside-'));
    try {
      symlinkSync(outside, join(repository.path, 'link'));
      const put = putWorkFile(repository.path, 'link/evil.txt', { mode: '100644', id: await blob('x') }, null);
      await assert.rejects(put, (error: unknown) => UserError.is(error, 'outside'));
      assert.ok(!existsSync(join(outside, 'evil.txt')));
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it('reads and writes links as links', async () => {
    symlinkSync('a.txt', join(repository.path, 'link'));
    const link = await readWorkFile(repository.path, 'link');
    assert.equal(link?.mode, '120000');
    await putWorkFile(repository.path, 'link', { mode: '120000', id: await blob('folder') }, link);
    assert.ok(lstatSync(join(repository.path, 'link')).isSymbolicLink());
    assert.equal(readlinkSync(join(repository.path, 'link')), 'folder');
  });

  it('keeps CRLF in the work tree where git keeps LF', async () => {
    repository.write({ '.gitattributes': '*.txt text eol=crlf\n', 'c.txt': 'one\r\ntwo\r\n' });
    const entry = await readWorkFile(repository.path, 'c.txt');
    assert.equal(repository.git('cat-file', '-p', entry?.id ?? ''), 'one\ntwo\n');
    await putWorkFile(repository.path, 'c.txt', { mode: '100644', id: await blob('one\nthree\n') }, entry);
    assert.equal(repository.read('c.txt'), 'one\r\nthree\r\n');
  });
});
