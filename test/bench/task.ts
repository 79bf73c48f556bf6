import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { execa } from 'execa';
import { claudeEnvironment } from '../helpers/claudeEnvironment';
import { editFile } from '../helpers/model/blocks';
import { numbered } from '../helpers/numberedLines';
import { TestRepository } from '../helpers/repository';
import { ScriptedModel } from '../helpers/scriptedModel';
import { TestAutobot } from '../helpers/testAutobot';
import { getTools } from '../helpers/tools';
import { compare, type Figure } from './figure';

const prompt = 'Change a line';
const gates = ['sleep 0.5', 'sleep 0.6'];

/**
 * A whole task, from the prompt until it is ready for review: the real CLI, answered by a scripted model, and two gates;
 * against the bare CLI on the same script, then the bare commands of the gates side by side in a shell.
 */
export async function task(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'autobot-bench-'));
  const model = await ScriptedModel.start();
  const { claude } = getTools();
  const own = process.env;
  process.env = { ...own, ...claudeEnvironment(folder, claude, model.env()) };
  const repository = TestRepository.create({ 'a.txt': numbered() });
  const test = await TestAutobot.start(repository);
  test.settings = {
    ...test.settings,
    claudePath: claude,
    qaGates: () => gates.map((command, n) => ({ name: `gate ${n}`, command })),
  };
  try {
    let last: string | undefined;
    return await compare('task', 1.1, 7, {
      reset: async () => {
        if (last) {
          await test.app.actions.rejectTask(last, null);
          last = undefined;
        }
        repository.git('checkout', '--quiet', '.');
        model.load({
          lanes: [
            {
              name: 'edit',
              when: { prompt },
              turns: [{ content: [editFile('a.txt', 'line 3\n', 'Claude 3\n')] }, { content: ['Done.'] }],
            },
          ],
        });
      },
      ours: async () => {
        last = (await test.run(prompt)).id;
        assert.deepEqual(
          test.app.gates.results(last).map(({ verdict }) => verdict),
          ['passed', 'passed'],
        );
      },
      other: async () => {
        const cwd = repository.path;
        await execa(
          claude,
          ['-p', prompt, '--output-format=stream-json', '--verbose', '--permission-mode=acceptEdits'],
          {
            cwd,
            stdin: 'ignore',
          },
        );
        await execa('sh', ['-c', `${gates.join(' & ')} & wait`], { cwd });
        assert.match(repository.read('a.txt'), /Claude 3/);
      },
    });
  } finally {
    await test.dispose();
    process.env = own;
    await model.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
