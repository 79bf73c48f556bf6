import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ApiGate } from '../../../src/app/publicApi';
import type { Task } from '../../../src/core/model';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

const node = JSON.stringify(process.execPath);
const eslint = JSON.stringify(resolve('node_modules/eslint/bin/eslint.js'));

/** The ways in which "green" could be untrue, each played on real git with real gates. */
describe('app/the table of lies', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  afterEach(() => test.dispose());

  const start = async (files: Record<string, string>): Promise<void> => {
    repository = TestRepository.create(files);
    test = await TestAutobot.start(repository);
  };
  const withGates = (...gates: object[]): void => {
    test.settings = { ...test.settings, qaGates: () => gates };
    test.app.gates.configs.settingsChanged();
  };
  const gatesOf = (task: Task): readonly ApiGate[] => test.app.api.getTask(task.id)?.gates ?? [];
  const told = (task: Task): unknown[] => gatesOf(task).map(({ name, verdict, stale }) => [name, verdict, stale]);
  const treeNow = (): string => {
    const env = { ...process.env, GIT_INDEX_FILE: join(repository.path, '.git', 'test-index') };
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: repository.path, env, encoding: 'utf8' }).trim();
    git('read-tree', 'HEAD');
    git('add', '--all');
    return git('write-tree');
  };

  it('a passing command on another tree: its verdict names the tree it judged, and is stale on any other', async () => {
    await start({ 'a.txt': 'one\n' });
    withGates({ name: 'check', command: 'true' });
    const task = await test.run(`write('a.txt', 'two\\n')`);
    const judged = treeNow();
    assert.deepEqual([told(task), gatesOf(task)[0]?.tree], [[['check', 'passed', false]], judged]);
    repository.write({ 'a.txt': 'three\n' });
    await test.app.facts.refresh(task.id);
    assert.deepEqual([told(task), gatesOf(task)[0]?.tree], [[['check', 'passed', true]], judged]);
    repository.write({ 'a.txt': 'two\n' });
    await test.app.facts.refresh(task.id);
    assert.deepEqual(told(task), [['check', 'passed', false]]);
  });

  it('a green work tree, and a commit that leaves a needed hunk out: said, judged apart, and not approved unsaid', async () => {
    await start({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    withGates({
      name: 'both',
      command: 'test "$(cat a.txt)$(cat b.txt)" = xy || test "$(cat a.txt)$(cat b.txt)" = ab',
    });
    const task = await test.run(`write('a.txt', 'x\\n'); write('b.txt', 'y\\n');`);
    assert.deepEqual(told(task), [['both', 'passed', false]]);
    const { commit } = test.app.api.getTask(task.id) ?? {};
    assert.deepEqual([commit?.differs, commit?.gates.map(gate => gate.verdict)], [[], ['passed']]);

    await test.app.actions.approveHunks(task.id, new Map([['a.txt', new Set(test.hunks(task, 'a.txt'))]]));
    await test.app.tasks.apply(task.id, { type: 'approved', reason: null });
    await test.app.facts.refresh(task.id);
    const left = test.app.api.getTask(task.id)?.commit;
    assert.deepEqual([left?.differs, left?.gates], [['b.txt'], []]);
    await test.app.actions.runGatesOnCommit(task.id);
    const judged = test.app.api.getTask(task.id)?.commit;
    assert.deepEqual(
      judged?.gates.map(gate => [gate.name, gate.verdict, gate.tree === judged.tree, gate.stale]),
      [['both', 'failed', true, false]],
    );
    assert.deepEqual(told(task), [['both', 'passed', false]]);
    await assert.rejects(test.app.actions.commitTask(task.id, 'half'), /On exactly what would be committed, “both”/);
    await assert.rejects(test.app.actions.approveTask(task.id, null), /Approve it with a reason/);
    assert.equal(repository.git('log', '--format=%s'), 'initial\n');
  });

  it('a baseline whose linked packages point back into the live tree: they are led into the old one', async () => {
    await start({
      '.gitignore': 'node_modules\n',
      'package.json': '{ "private": true, "workspaces": ["packages/*"] }',
      'packages/lib/package.json': '{ "name": "lib", "main": "index.js" }',
      'packages/lib/index.js': 'module.exports = 1;\n',
      'app.js': `if (require('lib') !== 1) { console.log('app.js:1:1: error: lib is not 1'); process.exit(1); }\n`,
    });
    mkdirSync(join(repository.path, 'node_modules'));
    symlinkSync('../packages/lib', join(repository.path, 'node_modules', 'lib'));
    withGates({ name: 'app', command: `${node} app.js` });
    const task = await test.run(`write('packages/lib/index.js', 'module.exports = 2;\\n')`, 'qa_failed');
    const [gate] = gatesOf(task);
    assert.deepEqual(
      [gate?.verdict, gate?.blocks, gate?.baseline?.state === 'compared' && gate.baseline.before],
      ['failed', true, 'passed'],
    );
  });

  it('a baseline that is made while Claude works, if the setting says so, judges what was there before', async () => {
    await start({ 'a.txt': 'one\n' });
    const seen = join(repository.path, '.git', 'seen');
    withGates({ name: 'check', command: `cat a.txt >> ${JSON.stringify(seen)}; exit 1` });
    test.settings = { ...test.settings, gateEagerBaseline: true };
    const task = await test.run(`await saved(${JSON.stringify(seen)}); write('a.txt', 'two\\n');`);
    assert.equal(readFileSync(seen, 'utf8'), 'one\ntwo\n');
    assert.equal(gatesOf(task)[0]?.baseline?.state, 'compared');
  });

  it('packages that cannot be led there: the baseline is not available, in words, and nothing is guessed', async () => {
    await start({
      '.gitignore': 'node_modules\ndist\n',
      'package.json': '{ "private": true }',
      'bad.js': `console.log('bad.js:1:1: error: bad'); process.exit(1);\n`,
    });
    repository.write({ 'dist/tool.js': '' });
    mkdirSync(join(repository.path, 'node_modules'));
    symlinkSync('../dist', join(repository.path, 'node_modules', 'tool'));
    withGates({ name: 'bad', command: `${node} bad.js` });
    const task = await test.run(`write('dist/tool.js', 'new'); write('x.txt', 'x')`, 'qa_failed');
    const [gate] = gatesOf(task);
    assert.deepEqual(
      [gate?.blocks, gate?.baseline],
      [true, { state: 'notAvailable', why: 'node_modules/tool leads to dist, which is not part of that tree' }],
    );
  });

  it('packages that the change itself replaced: the old tree is not judged with the new ones', async () => {
    await start({
      'package.json': '{ "dependencies": { "left": "1" } }',
      'bad.sh': 'echo "bad.sh:1: error: bad"; exit 1\n',
    });
    withGates({ name: 'bad', command: 'sh bad.sh' });
    const task = await test.run(`edit('package.json', '"1"', '"2"')`, 'qa_failed');
    assert.deepEqual(gatesOf(task)[0]?.baseline, {
      state: 'notAvailable',
      why: 'what is installed belongs to another package.json',
    });
  });

  it('an edit after green, also one of the developer’s own', async () => {
    await start({ 'a.txt': 'one\n', 'mine.txt': 'mine\n' });
    withGates({ name: 'check', command: 'true' });
    const task = await test.run(`write('a.txt', 'two\\n')`);
    repository.write({ 'mine.txt': 'more\n' });
    await test.app.facts.refresh(task.id);
    assert.deepEqual(told(task), [['check', 'passed', true]]);
    const { differs } = test.app.api.getTask(task.id)?.commit ?? {};
    assert.deepEqual(differs, ['mine.txt']);
    await test.app.actions.runGatesOnCommit(task.id);
    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, 'Two');
    assert.deepEqual(
      [repository.git('show', '--format=', '--name-only', 'HEAD'), repository.read('mine.txt')],
      ['a.txt\n', 'more\n'],
    );
  });

  it('a commit is judged once: what gates say of it lasts while they judge other files', async () => {
    await start({ 'a.txt': 'one\n', 'mine.txt': 'mine\n' });
    withGates({ name: 'check', command: 'grep -q mine mine.txt' });
    const task = await test.run(`write('a.txt', 'two\\n')`);
    repository.write({ 'mine.txt': 'more\n' });
    await test.app.actions.runGates(task.id);
    const { differs, gates } = test.app.api.getTask(task.id)?.commit ?? {};
    assert.deepEqual(
      [told(task), differs, gates?.map(({ verdict }) => verdict)],
      [[['check', 'failed', false]], ['mine.txt'], ['passed']],
    );
  });

  it('no test at all', async () => {
    await start({ 'package.json': '{ "scripts": { "test": "node --test" } }' });
    const task = await test.run(`write('a.txt', 'two\\n')`, 'qa_failed');
    assert.deepEqual(told(task), [['tests', 'ran_nothing', false]]);
    assert.deepEqual(gatesOf(task)[0]?.tests, { ran: 0, failed: 0 });
    await assert.rejects(test.app.actions.approveTask(task.id, null), /Say why/);
    await assert.rejects(test.app.actions.fix(task.id), /No gate has failed/);
  });

  it('exit code 0 with failures printed: it passed, and its findings are shown', async () => {
    await start({ 'a.txt': 'one\n' });
    withGates({ name: 'liar', command: 'echo "a.txt:1:1: error: not good"; exit 0' });
    const task = await test.run(`write('a.txt', 'two\\n')`);
    const [gate] = gatesOf(task);
    assert.deepEqual([gate?.verdict, gate?.findings.map(finding => finding.message)], ['passed', ['not good']]);
  });

  it('a gate that changes files: the tree it leaves is what is judged', async () => {
    await start({ 'a.txt': 'one\n', 'upper.sh': 'tr a-z A-Z < a.txt > t && cat t > a.txt && rm t\n' });
    withGates(
      { name: 'format', command: 'sh upper.sh', order: 0 },
      { name: 'check', command: 'echo run >> ../checks-$(basename "$PWD"); grep -q TWO a.txt', order: 1 },
    );
    const task = await test.run(`write('a.txt', 'two\\n')`);
    const trees = gatesOf(task).map(({ tree }) => tree);
    assert.deepEqual(
      [repository.read('a.txt'), told(task), trees],
      [
        'TWO\n',
        [
          ['format', 'passed', false],
          ['check', 'passed', false],
        ],
        [treeNow(), treeNow()],
      ],
    );
    const counter = `${repository.path}/../checks-${repository.path.split('/').at(-1) ?? ''}`;
    assert.equal(execFileSync('wc', ['-l'], { input: execFileSync('cat', [counter]), encoding: 'utf8' }).trim(), '1');
    execFileSync('rm', [counter]);
  });

  it('a gate that never leaves the same tree: its verdict is true of none', async () => {
    await start({ 'a.txt': 'one\n' });
    withGates({ name: 'stamp', command: 'echo x >> report.txt' });
    const task = await test.run(`write('a.txt', 'two\\n')`);
    const [gate] = gatesOf(task);
    assert.deepEqual([gate?.verdict, gate?.stale, gate?.tree], ['passed', true, null]);
    assert.match(test.app.gates.results(task.id)[0]?.output ?? '', /^While gates ran, report\.txt kept changing/);
  });

  it('a definition that changed, a gate that was switched off, and one that is new', async () => {
    await start({ 'a.txt': 'one\n' });
    withGates({ name: 'check', command: 'true' }, { name: 'other', command: 'true' });
    const task = await test.run(`write('a.txt', 'two\\n')`);
    withGates(
      { name: 'check', command: 'true --strictly' },
      { name: 'other', command: 'true', enabled: false },
      {
        name: 'new',
        command: 'true',
      },
    );
    assert.deepEqual(told(task), [
      ['check', 'passed', true],
      ['other', 'passed', true],
    ]);
    assert.deepEqual(test.app.gates.notRun(task), ['new']);
    await test.app.actions.runGates(task.id);
    assert.deepEqual(told(task), [
      ['check', 'passed', false],
      ['other', 'passed', true],
      ['new', 'passed', false],
    ]);
  });

  describe('failures that were there before', () => {
    const config = `export default [{ rules: { 'no-unused-vars': 'error' } }];\n`;

    it('do not block, and are told from new ones and fixed ones', async () => {
      await start({ 'eslint.config.mjs': config, 'old.js': 'const old = 1;\n', 'a.js': 'const a = 1;\n' });
      withGates({ name: 'lint', command: `${node} ${eslint} .` });
      const task = await test.run(`edit('a.js', 'const a = 1;', '\\n\\n\\nconst a = 1;\\n')`);
      const [gate] = gatesOf(task);
      assert.deepEqual(
        [gate?.verdict, gate?.blocks, gate?.baseline],
        [
          'failed',
          false,
          {
            ...{ state: 'compared', tree: task.beforeTree, before: 'failed', introduced: 0 },
            ...{ fixed: [], noWorse: true, why: null },
          },
        ],
      );
      await assert.rejects(test.app.actions.fix(task.id), /nothing to fix/);

      await test.app.actions.sendMessage(
        task.id,
        `write('a.js', 'console.log(1);\\n'); write('new.js', 'const fresh = 1;\\n');`,
      );
      await test.reach(task.id, 'running');
      await test.reach(task.id, 'qa_failed');
      const [worse] = gatesOf(task);
      const { baseline } = worse ?? {};
      assert.ok(baseline?.state === 'compared');
      assert.deepEqual(
        [
          worse?.findings.slice(0, baseline.introduced).map(finding => [finding.file, finding.rule]),
          worse?.findings.slice(baseline.introduced).map(finding => finding.file),
          baseline.fixed.map(finding => finding.file),
          worse?.blocks,
        ],
        [[['new.js', 'no-unused-vars']], ['old.js'], ['a.js'], true],
      );
      await test.app.actions.fix(task.id);
      await test.reach(task.id, 'qa_failed');
      const prompt = test.app.tasks.turns(task.id).findLast(turn => turn.kind === 'fix')?.prompt ?? '';
      assert.match(prompt, /- new\.js:1:7: error: 'fresh' is assigned a value but never used \(no-unused-vars\)\n/);
      assert.doesNotMatch(prompt.split('The end of its output')[0] ?? '', /old\.js/);
    });

    it('are not taken for an excuse where nothing names them', async () => {
      await start({ 'count.sh': 'cat broken.txt; exit 1\n', 'broken.txt': 'one thing\n' });
      withGates({ name: 'count', command: 'sh count.sh' });
      const task = await test.run(`write('x.txt', 'x')`);
      assert.equal(gatesOf(task)[0]?.blocks, false);
      await test.app.actions.sendMessage(task.id, `write('broken.txt', 'one thing\\nanother\\n')`);
      await test.reach(task.id, 'running');
      await test.reach(task.id, 'qa_failed');
      const [gate] = gatesOf(task);
      assert.deepEqual(gate?.baseline?.state === 'compared' && [gate.baseline.noWorse, gate.baseline.why], [
        false,
        'it names no finding that could be compared, and its output is not what it was',
      ]);
    });

    it('of tests: one more that fails is worse, a new one that passes is not', async () => {
      const testOf = (name: string, ok: boolean): string =>
        `require('node:test').test('${name}', () => { if (${String(!ok)}) throw new Error('${name} is broken'); });\n`;
      await start({ 'old.test.js': testOf('old', false) });
      withGates({ name: 'tests', command: `${node} --test` });
      const task = await test.run(`write('new.test.js', ${JSON.stringify(testOf('handles an error', true))})`);
      assert.deepEqual([gatesOf(task)[0]?.verdict, gatesOf(task)[0]?.tests], ['failed', { ran: 2, failed: 1 }]);
      await test.app.actions.sendMessage(
        task.id,
        `write('new.test.js', ${JSON.stringify(testOf('handles an error', false))})`,
      );
      await test.reach(task.id, 'running');
      await test.reach(task.id, 'qa_failed');
    });
  });

  it('a flaky test: green that was red on the very same tree is marked', async () => {
    await start({
      '.gitignore': 'ran\n',
      'flaky.sh': 'test -e a.txt || exit 0; test -e ran || { touch ran; echo "flaky.sh:1: boom"; exit 1; }\n',
    });
    withGates({ name: 'flaky', command: 'sh flaky.sh' });
    const task = await test.run(`write('a.txt', 'x')`, 'qa_failed');
    assert.deepEqual(
      gatesOf(task).map(({ verdict, flaky }) => [verdict, flaky]),
      [['failed', false]],
    );
    await test.app.actions.runGates(task.id, 'flaky');
    await test.reach(task.id, 'waiting_approval');
    assert.deepEqual(
      gatesOf(task).map(({ verdict, flaky, stale }) => [verdict, flaky, stale]),
      [['passed', true, false]],
    );
  });

  it('gates that never end, fork, flood, are missing, want a terminal, or print what is no text', async () => {
    await start({ 'a.txt': 'one\n' });
    const flood = `${node} -e 'const b = Buffer.alloc(1 << 20, 120); for (let i = 0; i < 128; i++) process.stdout.write(b)'`;
    withGates(
      { name: 'endless', command: 'sleep 1000', timeout: 300 },
      { name: 'forks', command: '(sh -c "echo \\$\\$ > ../forked-$$.pid; exec sleep 1000" & ) ; exit 0' },
      { name: 'floods', command: flood },
      { name: 'missing', command: 'no-such-command-here' },
      { name: 'terminal', command: 'read answer < /dev/tty && exit 0; exit 3' },
      { name: 'binary', command: `printf '\\377\\376 a.txt:1:1: bad\\n'` },
    );
    const task = await test.run(`write('a.txt', 'two\\n')`, 'qa_failed');
    assert.deepEqual(told(task), [
      ['endless', 'timed_out', false],
      ['forks', 'passed', false],
      ['floods', 'passed', false],
      ['missing', 'errored', false],
      ['terminal', 'failed', false],
      ['binary', 'passed', false],
    ]);
    const kept = test.app.gates.results(task.id).map(({ output }) => (output ?? '').length);
    assert.ok(Math.max(...kept) <= 64 * 1024 + 200);
    const log = gatesOf(task).find(gate => gate.name === 'floods')?.log ?? '';
    assert.equal(statSync(log).size, 128 * 1024 * 1024);
    const sleeping = execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' }).split('\n');
    assert.deepEqual(
      sleeping.filter(line => line === 'sleep 1000'),
      [],
    );
  });

  describe('a gate that Claude’s own change to package.json makes pass', () => {
    const manifest = (test: string): string => JSON.stringify({ scripts: { test } });
    const tamper = `write('package.json', '${manifest('true')}'); write('sum.test.js', 'throw new Error()')`;
    const begin = async (): Promise<Task> => {
      await start({
        'package.json': manifest('node --test'),
        'sum.test.js': `require('node:test')('works', () => {});\n`,
      });
      const task = await test.run(tamper, 'waiting_qa');
      const [gate] = await test.app.gates.configs.gates(test.app.tasks.repositoryOf(task));
      assert.ok(gate);
      const flagged = test.app.api.getTask(task.id)?.files.map(file => file.protectedFor);
      assert.deepEqual(flagged, ['changes scripts that npm runs', null]);
      await assert.rejects(test.app.actions.tryGate(test.app.tasks.repositoryOf(task), gate), /Nothing runs until/);
      assert.deepEqual(told(task), []);
      return task;
    };
    const script = (task: Task): Map<string, ReadonlySet<string>> =>
      new Map([['package.json', new Set(test.hunks(task, 'package.json'))]]);

    it('is flagged, and rejected it judges as before', async () => {
      const task = await begin();
      await test.app.actions.rejectHunks(task.id, script(task), { reason: null });
      await test.reach(task.id, 'qa_failed');
      assert.deepEqual(told(task), [['tests', 'failed', false]]);
    });

    it('runs only once it is approved by itself', async () => {
      const task = await begin();
      await test.app.actions.approveHunks(task.id, script(task));
      await test.reach(task.id, 'waiting_approval');
      assert.deepEqual(told(task), [['tests', 'passed', false]]);
    });
  });

  it('leaves nothing behind of the places in which other trees were judged', async () => {
    const trees = (): string[] => readdirSync(tmpdir()).filter(name => name.startsWith('autobot-tree-'));
    await start({ 'a.txt': 'one\n' });
    const before = trees();
    withGates({ name: 'bad', command: 'grep -q one a.txt' });
    const task = await test.run(`write('a.txt', 'two\\n')`, 'qa_failed');
    await test.app.actions.runGatesOnCommit(task.id);
    assert.deepEqual(
      trees().filter(name => !before.includes(name)),
      [],
    );
    assert.equal(repository.git('worktree', 'list').split('\n').length, 2);
    assert.equal(existsSync(join(repository.path, '.git', 'worktrees')), false);
  });
});
