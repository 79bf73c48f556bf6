import assert from 'node:assert/strict';
import { TestAutobot } from '../../helpers/testAutobot';
import { TestRepository } from '../../helpers/repository';

describe('app/problemMatchers', () => {
  let test: TestAutobot;
  let repository: TestRepository;

  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
    test = await TestAutobot.start(repository);
  });
  afterEach(() => test.dispose());

  const command = 'cat a.txt; exit 1';
  const withGate = (problemMatcher: unknown): void => {
    test.settings = { ...test.settings, qaGates: () => [{ name: 'words', command, problemMatcher }] };
  };
  const words = {
    name: 'words',
    fileLocation: ['relative', '${workspaceFolder}'],
    pattern: { regexp: '^(\\w+) is wrong in (.*)$', kind: 'file', file: 2, message: 1 },
  };

  it('tells what was introduced by the findings of a matcher, on the change and on what was before', async () => {
    repository.write({ 'a.txt': 'old is wrong in a.txt\n' });
    test.contributed = { matchers: [words], patterns: [] };
    withGate('$words');
    const task = await test.run(`write('a.txt', read('a.txt') + 'new is wrong in a.txt\\n')`, 'qa_failed');
    const [result] = test.app.gates.results(task.id);
    assert.deepEqual(
      result?.findings.map(({ message }) => message),
      ['new', 'old'],
    );
    assert.equal(result.comparison?.state === 'compared' && result.comparison.introduced, 1);
  });

  it('says before the task and at the gate that nobody knows a matcher', async () => {
    withGate('$words');
    const task = await test.run(`write('a.txt', 'a.txt:1:1: two\\n')`, 'qa_failed');
    const why = 'there is no problem matcher "$words" (is the extension that brings it installed?)';
    const line = test.app.preFlights.report(task.id).find(({ check }) => check === 'gates');
    assert.deepEqual([line?.outcome, line?.detail], ['warn', `words: ${why}.`]);
    const [result] = test.app.gates.results(task.id);
    assert.match(result?.output ?? '', /Findings may be missing: there is no problem matcher "\$words"/);
    assert.equal(result?.findings[0]?.message, 'two');
  });

  it('takes a verdict for stale once the gate has another matcher', async () => {
    test.contributed = { matchers: [words], patterns: [] };
    withGate('$words');
    const task = await test.run(`write('a.txt', 'two is wrong in a.txt\\n')`, 'qa_failed');
    const stale = (): unknown => test.app.api.getTask(task.id)?.gates[0]?.stale;
    assert.equal(stale(), false);
    withGate('$go');
    assert.equal(stale(), true);
  });
});
