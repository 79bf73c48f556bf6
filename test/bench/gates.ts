import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Store } from '../../src/store/store';
import { TestRepository } from '../helpers/repository';
import { TestAutobot } from '../helpers/testAutobot';
import { compare, type Figure } from './figure';

const shell = promisify(exec);
const [lint, types] = ['npm run lint', 'npm run typecheck'];

/** ESLint and the type checker of the sample side by side, from start to verdicts on disk; against a shell that runs both. */
export async function gates(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'autobot-bench-gates-'));
  const repository = TestRepository.createEmpty();
  cpSync('test/fixtures/sample', repository.path, { recursive: true });
  symlinkSync(resolve('node_modules'), join(repository.path, 'node_modules'), 'junction');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'all');
  const store = await Store.open({
    folder,
    workerFile: resolve('dist/storeWorker.js'),
    wasmFile: resolve('dist/sql-wasm.wasm'),
  });
  const test = await TestAutobot.start(repository, undefined, undefined, store);
  try {
    test.settings = { ...test.settings, qaGates: () => [{ name: 'tests', enabled: false }] };
    const { id } = await test.run(`edit('README.md', 'shop', 'store')`);
    return await compare('gates', 1.1, 7, {
      ours: async () => {
        await test.app.actions.runGates(id);
        const verdicts = test.app.gates.results(id).map(({ gateName, verdict }) => [gateName, verdict]);
        assert.deepEqual(verdicts, [
          ['lint', 'passed'],
          ['types', 'passed'],
        ]);
      },
      other: () => shell(`${lint} & one=$!; ${types} && wait $one`, { cwd: repository.path }),
    });
  } finally {
    await test.dispose();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
