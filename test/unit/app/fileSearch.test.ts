import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FileSearch } from '../../../src/app/fileSearch';
import { TestRepository } from '../../helpers/repository';

describe('app/fileSearch', () => {
  let repository: TestRepository;
  let time = 0;
  const { signal } = new AbortController();
  const create = (files: Record<string, string>): void => {
    repository = TestRepository.create(files);
  };
  const search = (exclude: string[] = []): FileSearch =>
    new FileSearch(
      () => exclude,
      () => time,
    );
  const find = (typed: string, exclude?: string[]): Promise<string[]> =>
    search(exclude).find(repository.path, typed, 10, signal);
  afterEach(() => repository.dispose());

  it('finds by name, then by path, then by characters in order; folders too, and whatever the case', async () => {
    create({ 'src/prices.ts': '', 'src/price/list.ts': '', 'test/pRices.test.ts': '', 'p/r/i.ts': '', 'other.md': '' });
    assert.deepEqual(await find('Pri'), [
      'src/price/',
      'src/prices.ts',
      'test/pRices.test.ts',
      'src/price/list.ts',
      'p/r/i.ts',
    ]);
    assert.deepEqual(await find('list/x'), []);
  });

  it('begins near the root when nothing is typed, up to the limit', async () => {
    create({ 'b.txt': '', 'a/b/c.txt': '', 'a/d.txt': '' });
    assert.deepEqual(await search().find(repository.path, '', 3, signal), ['b.txt', 'a/', 'a/d.txt']);
  });

  it('knows odd names, and neither ignored, excluded nor removed files', async () => {
    create({ '.gitignore': 'dist\n', 'my "odd" [näme].txt': '', 'gone.txt': '', 'keep.log': '' });
    mkdirSync(join(repository.path, 'dist'));
    mkdirSync(join(repository.path, 'node_modules'));
    repository.write({ 'dist/out.js': '', 'node_modules/index.js': '', 'new.txt': '' });
    rmSync(join(repository.path, 'gone.txt'));
    assert.deepEqual(await find('', ['**/node_modules', '*.log']), ['.gitignore', 'my "odd" [näme].txt', 'new.txt']);
  });

  it('sees new files after a while, and stops when nobody waits any more', async () => {
    create({ 'a.txt': '' });
    const files = search();
    const names = (): Promise<string[]> => files.find(repository.path, 'txt', 10, signal);
    assert.deepEqual(await names(), ['a.txt']);
    repository.write({ 'b.txt': '' });
    assert.deepEqual(await names(), ['a.txt']);
    time += 5_000;
    await names(); // still the list that is there, while another look is taken
    time += 1;
    assert.deepEqual(await names(), ['a.txt', 'b.txt']);
    await assert.rejects(files.find(repository.path, 'txt', 10, AbortSignal.abort()), { name: 'AbortError' });
  });
});
