/**
 * A program that is killed while it writes.
 *
 * It opens the history, says so, and waits for a line on its standard input; then it writes sessions and tasks, and says
 * of each one that it is on disk, until it is no more.
 */
import { writeSync } from 'node:fs';
import { once } from 'node:events';
import { StoreDatabase } from '../../../src/store/database';
import { repository, session, task } from './samples';

const [folder = '', wasmFile = '', name = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const database = await StoreDatabase.open({ folder, wasmFile });
  writeSync(1, 'ready\n');
  await once(process.stdin, 'data');
  for (let number = 0; ; number++) {
    const id = `${name}-${number}`;
    const sessionId = `s${name}`;
    const [failure] = await database.write([
      [
        { table: 'repositories', put: repository },
        { table: 'sessions', put: { ...session, id: sessionId, status: 'completed' } },
        { table: 'tasks', put: { ...task, id, sessionId, prompt: 'x'.repeat((number * 997) % 5_000) || '-' } },
      ],
    ]);
    if (failure) {
      throw failure;
    }
    writeSync(1, `${id}\n`);
  }
}

void main();
