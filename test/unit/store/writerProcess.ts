/** A program: write rows through a store of its own, one after the other, as another window would. */
import { Store } from '../../../src/store/store';
import { tasksNamed } from './samples';

const [folder = '', workerFile = '', wasmFile = '', prefix = '', count = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const store = await Store.open({ folder, workerFile, wasmFile });
  for (const put of tasksNamed(prefix, Number(count))) {
    await store.write([{ table: 'tasks', put }]);
  }
  await store.close();
}

void main();
