import assert from 'node:assert/strict';
import { shownStates } from '../../../src/app/shownStates';
import { numbered } from '../../helpers/numberedLines';
import { TestRepository } from '../../helpers/repository';
import { TestReview } from '../../helpers/testReview';

describe('app/changedSince', () => {
  let repository: TestRepository;
  let test: TestReview;
  const changed = numbered([3, 'Claude 3'], [15, 'Claude 15']);

  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': numbered() });
    test = await TestReview.start(repository);
    await test.run(() => repository.write({ 'a.txt': changed }));
    const hunks = await test.hunks('a.txt');
    await test.app.actions.approveHunks(test.task.id, new Map([['a.txt', new Set(hunks)]]));
  });
  afterEach(() => test.dispose());

  /** What is shown of each hunk. */
  const shown = async (): Promise<string[]> => {
    await test.app.facts.refresh(test.task.id);
    const { files } = await test.app.review.change(test.task);
    const statesOf = shownStates(test.app, test.task);
    return files.flatMap(file => file.hunks.map(statesOf(file.path)));
  };
  const approveRest = async (): Promise<void> => {
    const rest = await test.app.review.rest(test.task, shownStates(test.app, test.task), 'a.txt');
    await test.app.actions.approveHunks(test.task.id, rest);
  };

  it('asks again about an approved hunk in which lines have changed, and about no other', async () => {
    assert.deepEqual(await shown(), ['approved', 'approved']);
    repository.write({ 'a.txt': changed.replace('Claude 15', 'mine 15').replace('line 8\n', 'line 8\nmine\n') });
    assert.deepEqual(await shown(), ['approved', 'pending']);
    await assert.rejects(test.app.actions.commitTask(test.task.id, 'x'), /changed since you approved/);
    await approveRest();
    assert.deepEqual(await shown(), ['approved', 'approved']);
  });

  it('sees what an editor holds unsaved, and asks no more once it reads as it was approved', async () => {
    test.editors.unsaved.set(`${repository.path}/a.txt`, changed.replace('Claude 3', 'mine 3'));
    assert.deepEqual(await shown(), ['pending', 'approved']);
    test.editors.unsaved.set(`${repository.path}/a.txt`, changed);
    assert.deepEqual(await shown(), ['approved', 'approved']);
  });
});
