import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numbered } from '../../helpers/numberedLines';
import { TestRepository } from '../../helpers/repository';
import { TestReview } from '../../helpers/testReview';

describe('app/full disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
  let repository: TestRepository;
  let test: TestReview;
  let isMounted = false;
  before('a disk of 4 MB', function () {
    if (process.getuid?.() !== 0) {
      process.stdout.write('    only root can mount a small disk: what a full one does is not tested here\n');
      this.skip();
    }
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]);
    isMounted = true;
  });
  after(() => {
    if (isMounted) {
      execFileSync('umount', [folder]);
    }
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': numbered(), 'b.txt': numbered() }, folder);
    test = await TestReview.start(repository);
  });
  afterEach(() => test.dispose());

  const changed = numbered([3, 'Claude 3']);
  const claude = (): void => repository.write({ 'a.txt': changed, 'b.txt': changed, 'new.txt': 'new\n' });
  const fill = (): void => {
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(join(folder, 'filler'), Buffer.alloc(bavail * bsize));
  };
  const makeRoom = (): void => rmSync(join(folder, 'filler'));
  const noRoom = /no space left|disk is full|could not be written|ENOSPC/i;

  it('a rejection that finds no room says so, loses nothing, and works once there is some', async () => {
    const { id } = await test.run(claude);
    repository.write({ 'a.txt': numbered([3, 'Claude 3'], [12, 'mine 12']) });
    fill();
    const before = repository.state();
    const outcome = await test.app.actions.rejectTask(id, null).then(
      ({ failed }) => failed.map(({ path, why }) => `${path} ${why}`).join('\n'),
      (error: unknown) => String(error),
    );
    assert.match(outcome, noRoom);
    makeRoom();
    assert.deepEqual(repository.state(), before);
    await test.app.actions.rejectTask(id, null);
    assert.deepEqual([repository.read('a.txt'), repository.read('b.txt')], [numbered([12, 'mine 12']), numbered()]);
  });

  it('a commit that finds no room says so, leaves everything as it was, and works once there is some', async () => {
    const { id } = await test.run(claude);
    await test.app.actions.approveTask(id, null);
    fill();
    const before = repository.state();
    await assert.rejects(test.app.actions.commitTask(id, 'Three'), noRoom);
    makeRoom();
    assert.deepEqual(repository.state(), before);
    await test.app.actions.commitTask(id, 'Three');
    assert.equal(repository.git('show', 'HEAD:a.txt'), changed);
    assert.equal(repository.git('status', '--porcelain'), '');
  });

  it('a turn that cannot be snapshotted at its end says so, and what Claude did stays', async () => {
    const failing = test.run(() => {
      claude();
      fill();
    });
    await assert.rejects(failing, noRoom);
    makeRoom();
    assert.equal(repository.read('a.txt'), changed);
    repository.git('fsck', '--strict');
  });
});
