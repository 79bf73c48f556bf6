import assert from 'node:assert/strict';
import { optionsInWords } from '../../../src/app/taskOptions';
import { answersSetup } from '../../helpers/fakeClaude/fakeClaude';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

/** Writes down how it was started. */
const tells = `${answersSetup}
greet();
heard('user', () => {
  require('node:fs').writeFileSync('started.txt', process.argv.filter(each => /model|budget/.test(each)).join('\\n'));
  state('running'); speak('Yes.'); result({ result: 'Yes.' }); state('idle');
});
`;

describe('app/taskOptions', () => {
  const settings = { permissionMode: 'acceptEdits', model: 'sonnet', maxBudgetUsd: 5 };
  const asSet = { permissionMode: null, model: null, budgetUsd: null, skipGates: false };

  it('are told in words where they are not as set', () => {
    assert.deepEqual(optionsInWords(asSet, settings), []);
    const same = { permissionMode: 'acceptEdits', model: 'sonnet', budgetUsd: 5, skipGates: false };
    assert.deepEqual(optionsInWords(same, settings), []);
    const others = { permissionMode: 'plan', model: 'opus', budgetUsd: 2, skipGates: true };
    assert.deepEqual(optionsInWords(others, settings), ['plan first', 'model opus', 'at most $2.00', 'no QA gates']);
  });

  it('hold for their task alone: its model and budget go to Claude, and its gates do not run', async () => {
    const repository = TestRepository.create({ 'a.txt': 'one\n' });
    const test = await TestAutobot.start(repository, tells);
    try {
      const qaGates = (): unknown[] => [{ name: 'check', command: 'echo run >> .git/runs' }];
      test.settings = { ...test.settings, model: 'sonnet', qaGates: qaGates };
      const [row] = await test.app.repositories.list();
      assert.ok(row);
      const options = { model: 'opus', budgetUsd: 2, skipGates: true };
      const task = await test.app.actions.newTask(row, 'go', options);
      await test.reach(task.id, 'waiting_approval');
      assert.equal(repository.read('started.txt'), '--model=opus\n--max-budget-usd=2');
      assert.throws(() => repository.read('.git/runs'), /ENOENT/);
      assert.equal(test.app.tasks.get(task.id).judged, false);

      await test.app.actions.runGates(task.id); // by hand they do
      await test.reach(task.id, 'waiting_approval');
      assert.equal(repository.read('.git/runs'), 'run\n');
    } finally {
      await test.dispose();
    }
  });
});
