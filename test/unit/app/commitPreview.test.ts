import assert from 'node:assert/strict';
import { taskView } from '../../../src/app/timelineView';
import type { TaskView } from '../../../src/protocol/view';
import { numbered } from '../../helpers/numberedLines';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

describe('app/commit preview', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': numbered(), 'b.txt': numbered() });
    test = await TestAutobot.start(repository);
  });
  afterEach(() => test.dispose());

  const change = `edit('a.txt', 'line 3\\n', 'x\\ny\\n'); edit('a.txt', 'line 17\\n', ''); write('b.txt', 'y\\n');`;
  const withGates = (...gates: object[]): void => {
    test.settings = { ...test.settings, qaGates: () => gates };
    test.app.gates.configs.settingsChanged();
  };
  const approve = async (id: string, path: string, ...which: number[]): Promise<void> => {
    const hunks = test.hunks(test.app.tasks.get(id), path).filter((_, i) => which.includes(i));
    await test.app.actions.approveHunks(id, new Map([[path, new Set(hunks)]]));
    await test.app.facts.refresh(id);
  };
  const view = (id: string): TaskView => taskView(test.app, test.app.tasks.get(id));
  const gates = (id: string): string[] | undefined =>
    view(id).commitPreview?.gates.map(({ name, words, tone }) => `${tone}: ${name} ${words}`);

  it('is there once something is approved, and says of each file what a commit would hold', async () => {
    const { id } = await test.run(change);
    assert.equal(view(id).commitPreview, null);
    await approve(id, 'a.txt', 0);
    assert.deepEqual(
      view(id).files.map(({ path, hunks, commits }) => [path, hunks.pending, commits]),
      [
        ['a.txt', 1, { hunks: 1, added: 2, removed: 1 }],
        ['b.txt', 1, undefined],
      ],
    );
    await test.app.actions.commitTask(id, 'A part');
    await approve(id, 'b.txt', 0);
    assert.deepEqual(
      view(id).files.map(({ path, commits }) => [path, commits]), // what is committed is in no further commit
      [
        ['a.txt', undefined],
        ['b.txt', { hunks: 1, added: 1, removed: 20 }],
      ],
    );
  });

  it('says what gates tell of exactly that commit, not of the work tree, and has it judged', async () => {
    withGates(
      { name: 'whole', command: 'test "$(cat b.txt)" = y || ! grep -q x a.txt' },
      { name: 'lint', command: 'exit 1', failOnError: false },
    );
    const { id } = await test.run(change);
    await test.app.actions.approveTask(id, null);
    await test.app.facts.refresh(id);
    assert.deepEqual(gates(id), ['good: whole passed', 'warn: lint failed, as before the task']);

    await test.app.actions.undoDecision(id, 'b.txt', test.hunks(test.app.tasks.get(id), 'b.txt')[0] ?? '');
    await test.app.facts.refresh(id);
    const { differs, canJudge } = view(id).commitPreview ?? {};
    assert.deepEqual([differs, canJudge], ['What would be committed is not what is in the work tree: b.txt.', true]);
    assert.deepEqual(gates(id), ['stale: whole passed, stale', 'stale: lint failed, as before the task, stale']);

    await test.app.actions.runGatesOnCommit(id, 'approved');
    await test.app.facts.refresh(id);
    assert.deepEqual([gates(id)?.[0], view(id).commitPreview?.canJudge], ['bad: whole failed', false]);
  });

  it('names gates that have not run', async () => {
    const { id } = await test.run(change);
    await test.app.actions.approveTask(id, null);
    withGates({ name: 'late', command: 'true' });
    await test.app.facts.refresh(id);
    assert.deepEqual(gates(id), ['warn: late has not run']);
  });

  it('shows the trailers before they are written, as the commit then has them', async () => {
    withGates({ name: 'check', command: 'true' });
    test.settings = { ...test.settings, commitTrailers: ['gates', 'reason', 'cost'] };
    const { id } = await test.run(change);
    await test.app.actions.approveTask(id, 'It is good.');
    await test.app.facts.refresh(id);
    const shown = view(id).commitPreview?.trailers.map(({ key, value }) => `${key}: ${value}`);
    assert.deepEqual(shown, ['Autobot-Gates: check passed', 'Autobot-Reason: It is good.', 'Autobot-Cost: 0.5000 USD']);
    const { commit } = await test.app.actions.commitTask(id, 'Subject');
    assert.equal(commit.message, `Subject\n\n${shown.join('\n')}`);
  });
});
