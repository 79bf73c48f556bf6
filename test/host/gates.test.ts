import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ApiGate } from '../../src/app/publicApi';
import { useHost } from '../helpers/host';
import { editFile } from '../helpers/model/blocks';
import type { TestRepository } from '../helpers/repository';

const spelling = {
  name: 'spelling',
  command: 'grep -q wrong a.txt || exit 0; echo "a.txt:1:1: wrong word"; exit 1',
};

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
      { name: 'optional', command: 'grep -q one a.txt || exit 3', failOnError: false },
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

  it('findings are read by a problem matcher that an extension of VS Code brings', async () => {
    const repository = await host.repository({ 'a.cu': 'one\n' });
    const said = {
      error: '"a.cu(1): error: expected a declaration"',
      warning: '"a.cu: line 2, col 3, Warning - odd (rule)"',
    };
    const command = `grep -q one a.cu && exit; echo ${said.error}; echo ${said.warning}; echo "a.cu:1:1: error: of no matcher"; exit 1`;
    await host.set('qaGates', [{ name: 'cuda', command, problemMatcher: ['$nvcc', '$eslint-compact'] }]);
    host.play([editFile('a.cu', 'one', 'two')]);
    const { gates } = await host.task(repository, 'qa_failed');
    assert.deepEqual(
      gates[0]?.findings.map(({ file, line, column, severity, message }) => [file, line, column, severity, message]),
      [
        ['a.cu', 1, null, 'error', 'expected a declaration'],
        ['a.cu', 2, 3, 'warning', 'odd'],
      ],
    );
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

  it('broken by Claude, found, sent back by itself, fixed, green, stale after an edit, green again', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n', 'old.txt': 'wrong\n' });
    await host.set('gates.autoFixAttempts', 2);
    const command = `grep -n wrong a.txt old.txt | sed 's/:wrong$/:1: wrong word/' > ../found-$$
      cat ../found-$$; test -s ../found-$$; found=$?; rm ../found-$$; test $found != 0`;
    await host.set('qaGates', [{ name: 'spelling', command }]);
    host.play([editFile('a.txt', 'one', 'wrong')], [editFile('a.txt', 'wrong', 'right')]);
    const task = await host.task(repository);
    assert.deepEqual(
      task.gates.map(({ verdict, stale, blocks }) => [verdict, stale, blocks]),
      [['failed', false, false]],
    );
    assert.equal(task.error, 'Fixed by itself after one try.');
    const fix = host.model.requests.findLast(({ prompts }) => prompts.at(-1)?.startsWith('These checks'));
    const [listed = ''] = fix?.prompts.at(-1)?.split('The end of its output') ?? [];
    assert.match(listed, /- a\.txt:1:1: error: wrong word/);
    assert.doesNotMatch(listed, /old\.txt/);

    repository.write({ 'old.txt': 'right\n' });
    await host.until(task.id, ({ gates: [gate] }) => gate?.stale === true, 'a stale verdict');
    const gates = (await host.run('autobot.runGates', task.id)) as ApiGate[];
    assert.deepEqual(
      gates.map(({ verdict, stale }) => [verdict, stale]),
      [['passed', false]],
    );
    assert.deepEqual(host.get(task.id).gates, gates);
    assert.equal(gates[0]?.tree, treeOf(repository));
  });

  it('findings are problems of their files, as long as they are true', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    await host.set('qaGates', [spelling]);
    host.play([editFile('a.txt', 'one', 'wrong')]);
    const { id } = await host.task(repository, 'qa_failed');
    const uri = vscode.Uri.file(join(repository.path, 'a.txt'));
    const told = (): unknown[] =>
      vscode.languages
        .getDiagnostics(uri)
        .map(({ message, source, range, severity }) => [message, source, range.start.line, severity]);
    const { Error } = vscode.DiagnosticSeverity;
    await problemsUntil(() => told().length > 0);
    assert.deepEqual(told(), [['wrong word', 'Autobot: spelling', 0, Error]]);
    repository.write({ 'mine.txt': 'mine\n' });
    await problemsUntil(() => told().length === 0);
    await host.run('autobot.runGates', id);
    await problemsUntil(() => told().length > 0);
  });

  it('what would be committed is judged apart, without touching the work tree', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n', 'mine.txt': 'right\n' });
    repository.write({ 'mine.txt': 'wrong\n' });
    await host.set('qaGates', [
      { name: 'mine', command: 'grep -q right mine.txt || { echo "mine.txt:1: no"; exit 1; }' },
    ]);
    host.play([editFile('a.txt', 'one', 'two')]);
    const task = await host.task(repository);
    assert.deepEqual(
      [task.commit?.differs, task.commit?.gates, task.gates.map(({ verdict, blocks }) => [verdict, blocks])],
      [['mine.txt'], [], [['failed', false]]],
    );
    const judged = (await host.run('autobot.runGatesOnCommit', task.id)) as ApiGate[];
    assert.deepEqual(
      judged.map(({ verdict, stale, tree }) => [verdict, stale, tree === task.commit?.tree]),
      [['passed', false, true]],
    );
    await host.run('autobot.approveTask', { task: task.id });
    const commit = await host.run('autobot.commitTask', { task: task.id, message: 'Two' });
    assert.equal(repository.git('rev-parse', `${String(commit)}^{tree}`).trim(), task.commit?.tree);
    assert.equal(repository.read('mine.txt'), 'wrong\n');
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

/** Resolves once it holds, which a change of problems brings about. */
function problemsUntil(holds: () => boolean): Promise<void> {
  return new Promise(resolve => {
    const listening = vscode.languages.onDidChangeDiagnostics(() => holds() && finish());
    const finish = (): void => {
      listening.dispose();
      resolve();
    };
    if (holds()) {
      finish();
    }
  });
}

/** The tree of the work tree, by git alone. */
function treeOf({ path }: TestRepository): string {
  const env = { ...process.env, GIT_INDEX_FILE: join(path, '.git', 'test-index') };
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: path, env, encoding: 'utf8' }).trim();
  git('read-tree', 'HEAD');
  git('add', '--all');
  return git('write-tree');
}
