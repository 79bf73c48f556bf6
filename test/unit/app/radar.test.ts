import assert from 'node:assert/strict';
import type { Task } from '../../../src/core/model';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

const suite = (...lines: string[]): string => lines.map(line => `${line}\n`).join('');
const adds = suite("it('adds', () => {", '  assert.equal(add(1, 2), 3);', '});');
const subtracts = suite("it('subtracts', () => {", '  assert.equal(subtract(2, 1), 1);', '});');

describe('app/radar', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    repository = TestRepository.create({
      'a.ts': 'one\n',
      'b.ts': 'one\n',
      'sum.test.ts': `${adds}// between\n\n\n\n${subtracts}`,
      'old.test.ts': adds,
      'tool.sh': 'echo\n',
    });
    test = await TestAutobot.start(repository);
  });
  afterEach(() => test.dispose());

  /** Each file in the order of the review, with its own marks, and those of its hunks with their lines. */
  const marks = ({ id }: Task): [string, ...string[]][] =>
    (test.app.facts.get(id)?.change.files ?? []).map(({ path, risks = [], hunks }) => [
      path,
      ...risks.map(({ what }) => what),
      ...hunks.flatMap(hunk => (hunk.risks ?? []).map(({ what, line }) => `${line ?? '?'}: ${what}`)),
    ]);
  const edited = `
    await tool('a.ts', 'two // @ts-ignore\\n');
    await tool('sum.test.ts', read('sum.test.ts').replace("it('adds'", "it.skip('adds'").replace(/ *assert.equal.sub.*\\n/, ''));`;

  it('marks a real change, and puts what is riskiest first', async () => {
    const task = await test.run(`${edited}
      write('b.ts', 'two\\n'); fs.chmodSync('tool.sh', 0o755); fs.unlinkSync('old.test.ts');`);
    assert.deepEqual(marks(task), [
      ['old.test.ts', 'test file deleted', 'changed by a command'],
      ['sum.test.ts', '1: test skipped', '9: assertion removed'],
      ['a.ts', '1: @ts-ignore added'],
      ['tool.sh', 'now executable', 'changed by a command'],
      ['b.ts', 'changed by a command'],
    ]);
  });

  it('knows after a restart, from the transcript, which files the edit tools named', async () => {
    const task = await test.run(`${edited} write('b.ts', 'two\\n');`);
    const before = marks(task);
    assert.deepEqual(before.at(-1), ['b.ts', 'changed by a command']);
    await test.app.close();
    await test.open();
    assert.deepEqual(marks(task), before);
  });

  it('does not say that a command changed what an edit tool of an earlier turn has, or what nobody knows', async () => {
    const task = await test.run(`await tool('a.ts', 'two\\n');`);
    await test.app.actions.sendMessage(task.id, `write('b.ts', 'two\\n');`);
    await test.leave(task.id, 'waiting_approval');
    await test.reach(task.id, 'waiting_approval');
    assert.deepEqual(marks(task), [['b.ts', 'changed by a command'], ['a.ts']]);
  });
});
