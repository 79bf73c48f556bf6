import assert from 'node:assert/strict';
import { useHost } from '../helpers/host';
import { editFile } from '../helpers/model/blocks';

const spelling = { name: 'spelling', command: 'grep -q right a.txt || { echo "a.txt:1:1: wrong word"; exit 1; }' };

describe('host/gates', () => {
  const host = useHost();

  it('a failed gate goes back to Claude, who fixes it in the same conversation', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    await host.set('qaGates', [spelling]);
    host.play([editFile('a.txt', 'one', 'wrong')], [editFile('a.txt', 'wrong', 'right')]);
    const { id, gates } = await host.task(repository, 'qa_failed', 'Write a word');
    assert.deepEqual(
      gates.map(({ name, verdict, exitCode }) => [name, verdict, exitCode]),
      [['spelling', 'failed', 1]],
    );
    await host.run('autobot.fixTask', id);
    const fixed = await host.reach(id, 'waiting_approval');
    assert.deepEqual(
      fixed.gates.map(({ verdict, stale }) => [verdict, stale]),
      [['passed', false]],
    );
    const prompts = host.model.requests.at(-1)?.prompts ?? [];
    assert.equal(prompts[0], 'Write a word');
    assert.match(prompts.at(-1) ?? '', /## spelling failed \(exit code 1\)\n- a\.txt:1:1: error: wrong word/);
    await assert.rejects(host.run('autobot.fixTask', id), /No gate has failed/);
  });

  it('with failed gates, an approval needs a reason', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    await host.set('qaGates', [spelling]);
    host.play([editFile('a.txt', 'one', 'wrong')]);
    const { id } = await host.task(repository, 'qa_failed');
    await assert.rejects(host.run('autobot.commitTask', { task: id, message: 'x' }), /Approve the task with a reason/);
    await assert.rejects(host.run('autobot.approveTask', { task: id }), /Say why the change is to be approved/);
    await assert.rejects(host.run('autobot.approveTask', { task: id, reason: ' ' }), /Say why/);
    assert.equal(host.get(id).status, 'qa_failed');

    await host.run('autobot.approveTask', { task: id, reason: 'The gate is wrong' });
    assert.match(host.get(id).error ?? '', /The gate is wrong/);
    await host.run('autobot.commitTask', { task: id, message: 'Wrong' });
    assert.deepEqual([host.get(id).status, repository.git('show', 'HEAD:a.txt')], ['completed', 'wrong\n']);
  });

  it('names each way in which a gate can be no help', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    await host.set('qaGates', [
      { name: 'missing', command: 'no-such-command-here' },
      { name: 'endless', command: 'sleep 1000', timeout: 300 },
      { name: 'optional', command: 'exit 3', failOnError: false },
      { name: 'off', command: 'false', enabled: false },
    ]);
    host.play([editFile('a.txt', 'one', 'two')]);
    const { id, gates } = await host.task(repository, 'qa_failed');
    const verdicts = gates.map(({ name, verdict, failOnError }) => [name, verdict, failOnError]);
    assert.deepEqual(verdicts.toSorted(), [
      ['endless', 'timed_out', true],
      ['missing', 'errored', true],
      ['optional', 'failed', false],
    ]);
    await assert.rejects(host.run('autobot.runGates', 'unknown'), /There is no task unknown/);
    assert.equal(host.get(id).status, 'qa_failed');
  });

  it('a verdict is stale once the work tree is another one, until the gates have run again', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    await host.set('qaGates', [{ name: 'check', command: 'true' }]);
    host.play([editFile('a.txt', 'one', 'two')]);
    const { id, gates } = await host.task(repository);
    assert.deepEqual(
      gates.map(({ stale }) => stale),
      [false],
    );
    repository.write({ 'mine.txt': 'mine\n' });
    await host.until(id, task => task.gates[0]?.stale === true, 'a stale verdict');
    await host.run('autobot.runGates', id);
    assert.deepEqual(
      host.get(id).gates.map(({ verdict, stale }) => [verdict, stale]),
      [['passed', false]],
    );
  });

  it('a broken setting is no reason to fail', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    await host.set('qaGates', [{ name: '', command: 7 }, 'nonsense', { name: 'good', command: 'true' }]);
    host.play([editFile('a.txt', 'one', 'two')]);
    const { gates } = await host.task(repository);
    assert.deepEqual(
      gates.map(({ name, verdict }) => [name, verdict]),
      [['good', 'passed']],
    );
  });
});
