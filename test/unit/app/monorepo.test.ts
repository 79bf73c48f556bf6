import assert from 'node:assert/strict';
import type { Task } from '../../../src/core/model';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

describe('app/gates of a workspace', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    const manifest = (name: string, needs: readonly string[] = []): string => {
      const dependencies = Object.fromEntries(needs.map(other => [other, '*']));
      return JSON.stringify({ name, dependencies, scripts: { test: 'node --test' } });
    };
    const passing = `require('node:test')('works', () => {});\n`;
    repository = TestRepository.create({
      'package.json': JSON.stringify({ workspaces: ['packages/*'] }),
      'packages/app/package.json': manifest('app', ['ui']),
      'packages/app/a.test.js': passing,
      'packages/ui/package.json': manifest('ui'),
      'packages/ui/a.test.js': passing,
      'packages/docs/package.json': manifest('docs'),
      'packages/docs/a.test.js': passing,
    });
    test = await TestAutobot.start(repository);
  });
  afterEach(() => test.dispose());

  const verdicts = (task: Task): unknown => test.app.gates.results(task.id).map(row => [row.gateName, row.verdict]);

  it('are those of the packages that the change touches, and of what needs them', async () => {
    const task = await test.run(`write('packages/ui/new.js', '')`);
    assert.deepEqual(
      [verdicts(task), test.app.gates.notRun(task)],
      [
        [
          ['tests (packages/app)', 'passed'],
          ['tests (packages/ui)', 'passed'],
        ],
        [],
      ],
    );
  });

  it('are the same ones after the window was loaded again', async () => {
    const { id } = await test.run(`write('packages/ui/new.js', '')`);
    await test.app.close();
    await test.open();
    await test.app.facts.refresh(id);
    const asked = ['tests (packages/app)', 'tests (packages/ui)'];
    assert.deepEqual(test.app.gates.enabledNames(test.app.tasks.get(id)), asked);
  });

  it('are those of both packages when a file moves from one to another', async () => {
    repository.write({ 'packages/docs/text.js': 'a\nfile\nof\nsome\nlines\n' });
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message', 'text');
    const task = await test.run(`fs.renameSync('packages/docs/text.js', 'packages/app/text.js')`);
    assert.deepEqual(
      [verdicts(task), task.filesChanged],
      [
        [
          ['tests (packages/app)', 'passed'],
          ['tests (packages/docs)', 'passed'],
        ],
        ['packages/app/text.js', 'packages/docs/text.js'],
      ],
    );
  });

  it('keep no task from review for a package that it does not touch any more', async () => {
    const task = await test.run(`write('packages/docs/bad.test.js', 'throw 1')`, 'qa_failed');
    await test.app.actions.sendMessage(
      task.id,
      `fs.rmSync('packages/docs/bad.test.js'); write('packages/ui/new.js', '')`,
    );
    await test.leave(task.id, 'qa_failed');
    const after = await test.reach(task.id, 'waiting_approval');
    assert.equal(test.app.gates.isBlocked(after), false);
  });
});
