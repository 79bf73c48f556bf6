import assert from 'node:assert/strict';
import { History } from '../../../src/app/history';
import { Repositories } from '../../../src/app/repositories';
import { MemoryKeeper } from '../../helpers/memoryKeeper';
import { TestRepository } from '../../helpers/repository';

const ignore = (): void => undefined;

describe('app/repositories', () => {
  it('tells of a scan when what it found is present, also if its row was known before', async () => {
    const repository = TestRepository.create({ 'a.txt': 'a\n' });
    const history = await History.open(new MemoryKeeper());
    const workspace = {
      isTrusted: () => true,
      folders: () => [repository.path],
      settings: () => ({ scanMaxDepth: 2, scanExclude: [] }),
    };
    const log = { info: ignore, warn: ignore, error: ignore };
    const told: string[][] = [];
    for (let window = 1; window <= 2; window++) {
      const repositories = new Repositories(history, workspace as never, log);
      repositories.onDidScan(() => told.push(repositories.present.map(row => row.path)));
      await repositories.rescan();
    }
    assert.deepEqual(told, [[repository.path], [repository.path]]);
    history.dispose();
    repository.dispose();
  });
});
