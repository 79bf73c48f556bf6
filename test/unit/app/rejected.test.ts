import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../src/base/errors';
import { readSides } from '../../../src/app/rejected';
import type { Decision } from '../../../src/core/model';
import { numbered } from '../../helpers/numberedLines';
import { TestRepository } from '../../helpers/repository';
import { TestReview } from '../../helpers/testReview';

describe('app/rejected', () => {
  let repository: TestRepository;
  let test: TestReview;
  const original = numbered();
  const changed = numbered([3, 'Claude 3'], [15, 'Claude 15']);

  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': original, 'old.txt': 'old\n' });
    test = await TestReview.start(repository);
  });
  afterEach(() => test.dispose());

  /** What was rejected, as `path:line -before +after (reason)`. */
  const listed = async (): Promise<string[]> => {
    const { files } = await test.app.review.change(test.task);
    return test.app.review
      .rejected(test.task, files)
      .map(
        ({ path, line, before, after, reason }) =>
          `${path}:${line ?? 'whole'} -${before.join('').trim()} +${after.join('').trim()}${reason ? ` (${reason})` : ''}`,
      );
  };
  const decision = (path: string, hunk: string): Decision => {
    const row = test.app.review.decision(test.task, path, hunk);
    assert.ok(row);
    return row;
  };
  const contentOf = (entry: { readonly id: string } | null): string | null =>
    entry && repository.git('cat-file', '-p', entry.id);

  /** The one rejection of an earlier turn. */
  const earlier = async (): Promise<Decision> => {
    const [row, ...others] = await allEarlier();
    assert.ok(row);
    assert.deepEqual(others, []);
    return row;
  };
  const allEarlier = async (): Promise<Decision[]> =>
    test.app.review.rejectedEarlier(test.task, (await test.app.review.change(test.task)).files);
  const bringBack = ({ path, hunk }: Decision) => test.app.actions.undoDecision(test.task.id, path, hunk);
  const states = async (path: string): Promise<string[]> => {
    const { files } = await test.app.review.change(test.task);
    const stateOf = test.app.review.stateOf(test.task, path);
    return (files.find(file => file.path === path)?.hunks ?? []).map(
      hunk => `${hunk.after.start + 1} ${stateOf(hunk)}`,
    );
  };

  it('lists what was taken out with its reason, until it is brought back', async () => {
    await test.run(() => repository.write({ 'a.txt': changed }));
    const [first = '', second = ''] = await test.hunks('a.txt');
    assert.deepEqual(await listed(), []);
    await test.app.actions.rejectHunks(test.task.id, new Map([['a.txt', new Set([second])]]), { reason: 'too loud' });
    assert.deepEqual(await listed(), ['a.txt:14 -line 15 +Claude 15 (too loud)']);
    await test.rejectHunk('a.txt', first);
    assert.deepEqual(await listed(), ['a.txt:2 -line 3 +Claude 3', 'a.txt:14 -line 15 +Claude 15 (too loud)']);
    await test.app.actions.undoDecision(test.task.id, 'a.txt', second);
    assert.deepEqual(await listed(), ['a.txt:2 -line 3 +Claude 3']);
  });

  it('gives the file without what was taken out and with it, the developer’s own lines in both', async () => {
    await test.run(() => repository.write({ 'a.txt': changed }));
    const [first = ''] = await test.hunks('a.txt');
    const mine = (text: string): string => text.replace('line 9\n', 'mine\n');
    repository.write({ 'a.txt': mine(changed) });
    await test.rejectHunk('a.txt', first);
    const [file] = (await test.app.review.change(test.task)).files;
    assert.ok(file);
    const sides = await readSides(test.task, file, decision('a.txt', first));
    assert.deepEqual(
      [contentOf(sides.without.entry), contentOf(sides.with.entry)],
      [mine(changed.replace('Claude 3\n', 'line 3\n')), mine(changed)],
    );
  });

  it('gives a rename that was rejected under both names, and a file that Claude made as none', async () => {
    await test.run(() => {
      repository.git('mv', 'old.txt', 'new name.txt');
      repository.write({ 'made.txt': 'made\n' });
    });
    const { files } = await test.app.review.change(test.task);
    for (const file of files) {
      await test.rejectHunk(file.path, file.hunks[0]?.id ?? '');
    }
    const sides = await Promise.all(
      files.map(file => readSides(test.task, file, decision(file.path, file.hunks[0]?.id ?? ''))),
    );
    assert.deepEqual(
      sides.map(side => [side.without, side.with].map(({ path, entry }) => [path, contentOf(entry)])),
      [
        [
          ['made.txt', null],
          ['made.txt', 'made\n'],
        ],
        [
          ['old.txt', 'old\n'],
          ['new name.txt', 'old\n'],
        ],
      ],
    );
  });

  it('keeps what was rejected before a further turn, to be read', async () => {
    await test.run(() => repository.write({ 'a.txt': changed }));
    const [first = '', second = ''] = await test.hunks('a.txt');
    await test.app.actions.rejectHunks(test.task.id, new Map([['a.txt', new Set([first, second])]]), { reason: 'no' });
    await test.app.actions.undoReject(test.task.id);
    await test.rejectHunk('a.txt', second);
    await test.goOn(() => repository.write({ 'made.txt': 'made\n' }));
    assert.deepEqual(await listed(), []);
    const sides = await readSides(test.task, { path: 'a.txt', from: null, before: null, after: null }, await earlier());
    assert.deepEqual(
      [contentOf(sides.without.entry), contentOf(sides.with.entry)],
      [numbered([3, 'Claude 3']), changed],
    );
  });

  describe('what was rejected before a further turn, brought back', () => {
    beforeEach(async () => {
      await test.run(() => repository.write({ 'a.txt': changed }));
      const [, second = ''] = await test.hunks('a.txt');
      await test.rejectHunk('a.txt', second);
    });

    it('is there again among later edits of Claude’s and the developer’s, and is to be decided', async () => {
      await test.goOn(() => repository.write({ 'a.txt': numbered([3, 'Claude three']), 'made.txt': 'made\n' }));
      repository.write({ 'a.txt': numbered([3, 'Claude three'], [9, 'mine']) });
      assert.deepEqual(await states('a.txt'), ['3 pending']);
      await bringBack(await earlier());
      assert.equal(repository.read('a.txt'), numbered([3, 'Claude three'], [9, 'mine'], [15, 'Claude 15']));
      assert.deepEqual(await states('a.txt'), ['3 pending', '15 pending']);
      assert.deepEqual(test.task.filesChanged, ['a.txt', 'made.txt']);
      assert.deepEqual(await allEarlier(), []);
      await test.app.actions.approveTask(test.task.id, null);
      await test.app.actions.commitTask(test.task.id, 'All of it');
      assert.equal(repository.git('show', 'HEAD:a.txt'), numbered([3, 'Claude three'], [15, 'Claude 15']));
      assert.equal(repository.git('diff', '--', 'a.txt').match(/^\+mine$/m)?.length, 1);
    });

    it('stays Claude’s in the turn after it, and can be rejected and brought back as any other', async () => {
      await test.goOn(() => repository.write({ 'made.txt': 'made\n' }));
      await bringBack(await earlier());
      await test.goOn(() => repository.write({ 'made.txt': 'made again\n' }));
      assert.deepEqual(await states('a.txt'), ['3 pending', '15 pending']);
      const [, second = ''] = await test.hunks('a.txt');
      await test.rejectHunk('a.txt', second);
      assert.equal(repository.read('a.txt'), numbered([3, 'Claude 3']));
      await test.app.actions.undoReject(test.task.id);
      assert.equal(repository.read('a.txt'), changed);
    });

    it('goes into an editor with unsaved changes, which stays unsaved', async () => {
      await test.goOn(() => repository.write({ 'made.txt': 'made\n' }));
      const onDisk = repository.read('a.txt');
      const file = join(repository.path, 'a.txt');
      test.editors.unsaved.set(file, numbered([3, 'Claude 3'], [9, 'mine']));
      await bringBack(await earlier());
      assert.equal(test.editors.unsaved.get(file), numbered([3, 'Claude 3'], [9, 'mine'], [15, 'Claude 15']));
      assert.equal(repository.read('a.txt'), onDisk);
      assert.deepEqual(await states('a.txt'), ['3 pending', '15 pending']);
    });

    it('is left where the developer or Claude has changed the same lines since, and that is said', async () => {
      await test.goOn(() => repository.write({ 'made.txt': 'made\n' }));
      const mine = numbered([3, 'Claude 3'], [15, 'mine']);
      repository.write({ 'a.txt': mine });
      const refused = (error: unknown): boolean => {
        assert.ok(UserError.is(error, 'changedSince'));
        assert.match(error.message, /^a\.txt, line 15: what is there has changed since/);
        return true;
      };
      await assert.rejects(bringBack(await earlier()), refused);
      assert.equal(repository.read('a.txt'), mine);

      await test.goOn(() => repository.write({ 'a.txt': numbered([3, 'Claude 3'], [15, 'Claude fifteen']) }));
      repository.write({ 'a.txt': numbered([3, 'Claude 3']) }); // they took Claude's line out by hand: in the change it is still there
      await assert.rejects(bringBack(await earlier()), refused);
      assert.equal(repository.read('a.txt'), numbered([3, 'Claude 3']));
      assert.deepEqual(await states('a.txt'), ['3 pending', '15 pending']);
      assert.equal((await earlier()).path, 'a.txt');
    });

    it('opens an approved task again', async () => {
      await test.goOn(() => repository.write({ 'made.txt': 'made\n' }));
      await test.app.actions.approveTask(test.task.id, null);
      assert.equal(test.task.status, 'approved');
      await bringBack(await earlier());
      assert.equal(test.task.status, 'waiting_approval');
      assert.deepEqual(await states('a.txt'), ['3 approved', '15 pending']);
    });

    it('leaves an approved task approved where it cannot be written', async () => {
      await test.goOn(() => repository.write({ 'made.txt': 'made\n' }));
      const [made = ''] = await test.hunks('made.txt');
      await test.rejectHunk('made.txt', made);
      await test.goOn(() => repository.write({ 'b.txt': 'b\n' }));
      await test.app.actions.approveTask(test.task.id, null);
      repository.write({ 'made.txt/mine.txt': 'mine\n' });
      const row = (await allEarlier()).find(({ path }) => path === 'made.txt');
      assert.ok(row);
      const { failed } = await bringBack(row);
      assert.deepEqual(failed, [{ path: 'made.txt', why: 'a folder with other files is in its place' }]);
      assert.deepEqual([test.task.status, await states('a.txt')], ['approved', ['3 approved']]);
      assert.equal((await allEarlier()).length, 2);
    });

    it('opens a task again whose rest is committed', async () => {
      await test.goOn(() => repository.write({ 'made.txt': 'made\n' }));
      await test.app.actions.approveTask(test.task.id, null);
      await test.app.actions.commitTask(test.task.id, 'The rest');
      assert.equal(test.task.status, 'completed');
      await bringBack(await earlier());
      assert.deepEqual([test.task.status, repository.read('a.txt')], ['waiting_approval', changed]);
      await test.app.actions.approveTask(test.task.id, null);
      await test.app.actions.commitTask(test.task.id, 'And this');
      assert.deepEqual([test.task.status, repository.git('show', 'HEAD:a.txt')], ['completed', changed]);
    });
  });

  it('does not bring back what Claude has written again, but what went out with it', async () => {
    await test.run(() => repository.write({ 'a.txt': changed, 'made.txt': 'made\n' }));
    const [first = '', second = ''] = await test.hunks('a.txt');
    const both = new Map([['a.txt', new Set([first, second])]]);
    await test.app.actions.rejectHunks(test.task.id, both, { reason: 'no' });
    await test.goOn(() => repository.write({ 'a.txt': numbered([3, 'Claude 3']) }));
    assert.equal((await earlier()).hunk, second);
    await assert.rejects(test.app.actions.undoDecision(test.task.id, 'a.txt', first), error =>
      UserError.is(error, 'noDecision'),
    );
    await bringBack(await earlier());
    assert.equal(repository.read('a.txt'), changed);
    assert.deepEqual(await states('a.txt'), ['3 pending', '15 pending']);
    assert.deepEqual([...test.app.review.rejectedBefore(test.task, 'a.txt')], [first], 'it is still known again');
  });

  it('brings back a whole rename, and a file that Claude made, from before a further turn', async () => {
    await test.run(() => {
      repository.git('mv', 'old.txt', 'new name.txt');
      repository.write({ 'made.txt': 'made\n', 'a.txt': changed });
    });
    for (const path of ['made.txt', 'new name.txt']) {
      const [hunk = ''] = await test.hunks(path);
      await test.rejectHunk(path, hunk);
    }
    await test.goOn(() => repository.write({ 'a.txt': `${changed}more\n` }));
    for (const row of await allEarlier()) {
      await bringBack(row);
    }
    assert.equal(repository.read('made.txt'), 'made\n');
    assert.equal(repository.read('new name.txt'), 'old\n');
    assert.ok(!existsSync(join(repository.path, 'old.txt')));
    const { files } = await test.app.review.change(test.task);
    assert.deepEqual(
      files.map(({ path, from }) => [path, from]),
      [
        ['a.txt', null],
        ['made.txt', null],
        ['new name.txt', 'old.txt'],
      ],
    );
  });

  it('brings a hunk back after the rest was committed: the task is in review again', async () => {
    await test.run(() => repository.write({ 'a.txt': changed }));
    const [first = '', second = ''] = await test.hunks('a.txt');
    await test.app.actions.approveHunks(test.task.id, new Map([['a.txt', new Set([first])]]));
    await test.app.actions.commitTask(test.task.id, 'The first');
    await test.rejectHunk('a.txt', second);
    assert.equal(test.task.status, 'completed');
    await test.app.actions.undoDecision(test.task.id, 'a.txt', second);
    assert.deepEqual([test.task.status, repository.read('a.txt'), await listed()], ['waiting_approval', changed, []]);
    await test.app.actions.approveTask(test.task.id, null);
    await test.app.actions.commitTask(test.task.id, 'The second');
    assert.deepEqual([test.task.status, repository.git('show', 'HEAD:a.txt')], ['completed', changed]);
  });
});
