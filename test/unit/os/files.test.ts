import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { disk, type FileSystem, writeChecked } from '../../../src/os/files';
import { LineSplitter } from '../../../src/os/lineSplitter';

describe('os/files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'autobot-files-'));
    writeFileSync(join(folder, 'file'), 'old');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (): string => readFileSync(join(folder, 'file'), 'utf8');

  it('replaces a file whole, for the user alone', async () => {
    await writeChecked(join(folder, 'file'), Buffer.from('new'));
    assert.equal(read(), 'new');
    assert.equal(statSync(join(folder, 'file')).mode & 0o777, 0o600);
  });

  const failures: [string, Partial<FileSystem>, RegExp][] = [
    ['the write fails', { write: () => Promise.reject(new Error('ENOSPC')) }, /ENOSPC/],
    [
      'the file comes out short without an error',
      { write: path => disk.write(path, Buffer.from('n')) },
      /1 of 3 bytes.*disk full/,
    ],
    ['the rename fails', { rename: () => Promise.reject(new Error('EACCES')) }, /EACCES/],
  ];
  for (const [name, broken, words] of failures) {
    it(`keeps the old file and no litter when ${name}`, async () => {
      await assert.rejects(writeChecked(join(folder, 'file'), Buffer.from('new'), { ...disk, ...broken }), words);
      assert.equal(read(), 'old');
      assert.deepEqual(readdirSync(folder), ['file']);
    });
  }
});

describe('os/lineSplitter', () => {
  it('gives the same lines wherever the bytes are cut', () => {
    const bytes = Buffer.from('one\n\nzwei ü 😀\r\nlast');
    for (let cut = 0; cut <= bytes.length; cut++) {
      const splitter = new LineSplitter();
      const lines = [
        ...splitter.push(bytes.subarray(0, cut)),
        ...splitter.push(bytes.subarray(cut)),
        ...splitter.end(),
      ];
      assert.deepEqual(lines, ['one', '', 'zwei ü 😀\r', 'last']);
    }
  });
});
