import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { snapshotTree } from '../../helpers/snapshotTree';
import { withSnapshotIndex } from '../../../src/git/snapshotIndex';
import { TestRepository } from '../../helpers/repository';

/** The first snapshot notes which untracked files are in which folder; the next ones go by that. */
describe('git/snapshotIndex', () => {
  let repository: TestRepository;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': 'one\n', 'src/b.txt': 'two\n', 'src/deep/c.txt': 'three\n' });
    repository.write({ 'src/own.txt': 'mine\n', 'out/built.txt': 'x', 'out/deep/built.txt': 'x' });
    await snapshotTree(repository.path);
  });
  afterEach(() => repository.dispose());

  const at = (name: string): string => join(repository.path, name);
  /** As git itself adds everything to an index of its own. */
  const byGit = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'autobot-by-git-'));
    try {
      const run = (...args: string[]): string => {
        const env = { ...process.env, GIT_INDEX_FILE: join(folder, 'index') };
        return execFileSync('git', args, { cwd: repository.path, env, encoding: 'utf8', stdio: 'pipe' }).trim();
      };
      run('read-tree', 'HEAD');
      run('add', '--all');
      return run('write-tree');
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const untrackedCache = (): Promise<string> =>
    withSnapshotIndex(repository.path, index => Promise.resolve(index.untrackedCache));

  const rows: Record<string, () => void> = {
    'nothing happened': () => undefined,
    'a new file in a folder that was looked at': () => repository.write({ 'src/deep/new.txt': 'x' }),
    'a new file in a new folder of a folder without one': () => repository.write({ 'src/deep/er/new.txt': 'x' }),
    'an untracked file with other content': () => repository.write({ 'src/own.txt': 'other\n' }),
    'an untracked file that went': () => repository.remove('src/own.txt'),
    'an untracked folder that went': () => repository.remove('out'),
    'an untracked folder that moved': () => renameSync(at('out'), at('src/out')),
    'a tracked file that moved': () => renameSync(at('src/b.txt'), at('src/deep/b.txt')),
    'a folder that became a link to another': () => {
      renameSync(at('src/deep'), at('elsewhere'));
      symlinkSync('../elsewhere', at('src/deep'));
    },
    'a new file of ignored names': () => repository.write({ '.gitignore': 'out/\n' }),
    'a new file of ignored names in a folder': () => repository.write({ 'out/deep/.gitignore': '*\n' }),
    'ignored names of this repository alone': () => writeFileSync(at('.git/info/exclude'), 'out/\n'),
    'ignored names by the configuration': () => {
      writeFileSync(at('.git/names'), 'own.txt\n');
      repository.git('config', 'core.excludesFile', at('.git/names'));
    },
    'a file that git forgot': () => repository.git('rm', '--quiet', '--cached', 'src/b.txt'),
  };
  for (const [what, happens] of Object.entries(rows)) {
    it(`sees ${what}`, async () => {
      happens();
      assert.equal(await snapshotTree(repository.path), byGit());
      assert.equal(await snapshotTree(repository.path), byGit());
    });
  }

  it('sees names that are ignored no longer, and ignored otherwise', async () => {
    for (const text of ['out/\n', '', '*.txt\n', 'out/deep\n']) {
      repository.write({ '.gitignore': text });
      assert.equal(await snapshotTree(repository.path), byGit(), JSON.stringify(text));
    }
  });

  it('sees each of many files that are made while snapshots are taken', async () => {
    for (let i = 0; i < 10; i++) {
      repository.git('commit', '--quiet', '--allow-empty', '--message', `${i}`);
      repository.write({ 'a.txt': `${i}\n` });
      repository.git('add', 'a.txt'); // another index: its first snapshot makes new notes
      const taken = snapshotTree(repository.path);
      for (let k = 0; k < 20; k++) {
        repository.write({ [`src/deep/${i}-${k}.txt`]: 'x' });
        await new Promise(setImmediate);
      }
      await taken;
      assert.equal(await snapshotTree(repository.path), byGit());
    }
  });

  it('lends an index that is older than the look, so that git does not trust what changed during it', async () => {
    repository.git('add', 'src/own.txt');
    await snapshotTree(repository.path);
    const looked = Date.now();
    const time = await withSnapshotIndex(repository.path, ({ indexFile, untrackedCache }) => {
      assert.equal(untrackedCache, 'read');
      return Promise.resolve(statSync(indexFile).mtimeMs);
    });
    assert.ok(time < looked - 20, `${time} ${looked}`);
  });

  it('goes by the notes until the developer’s index is another', async () => {
    assert.equal(await untrackedCache(), 'read');
    repository.git('add', 'src/own.txt');
    assert.equal(await untrackedCache(), 'write');
  });

  it('makes no notes where the git folder is on another disk, since it cannot tell what the work tree’s one does', async function () {
    const other = '/dev/shm';
    try {
      mkdirSync(join(other, 'autobot-git'));
    } catch {
      this.skip(); // no second disk here
    }
    const folder = mkdtempSync(join(tmpdir(), 'autobot-separate-'));
    try {
      execFileSync('git', ['init', '--quiet', `--separate-git-dir=${other}/autobot-git`, folder]);
      writeFileSync(join(folder, 'a.txt'), 'x');
      execFileSync('git', ['add', '.'], { cwd: folder });
      const answer = await withSnapshotIndex(folder, index => Promise.resolve(index.untrackedCache));
      assert.equal(answer, 'none');
    } finally {
      rmSync(join(other, 'autobot-git'), { recursive: true });
      rmSync(folder, { recursive: true });
    }
  });
});
