import assert from 'node:assert/strict';
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
    const [earlier, ...others] = test.app.review.rejectedEarlier(test.task);
    assert.ok(earlier);
    assert.deepEqual([earlier.path, others], ['a.txt', []]);
    const sides = await readSides(test.task, { path: 'a.txt', from: null, before: null, after: null }, earlier);
    assert.deepEqual(
      [contentOf(sides.without.entry), contentOf(sides.with.entry)],
      [numbered([3, 'Claude 3']), changed],
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
