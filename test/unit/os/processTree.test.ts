import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { getProcess, killTree, listProcesses } from '../../../src/os/processTree';

describe('os/processTree', () => {
  /** A shell with a child that has a session of its own and does not mind being asked to end. */
  const script = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')"], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.once('data', () => console.log(child.pid));
    setInterval(() => {}, 1000);`;

  it('ends children that left the process group and ignore signals', async () => {
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const child = Number(line.toString());
    assert.ok((await listProcesses()).some(info => info.pid === child && info.parent === parent.pid));

    const ended = await killTree(parent.pid ?? 0, 200);

    assert.deepEqual(
      ended.map(info => info.pid),
      [child, parent.pid],
    );
    assert.equal(await getProcess(child), undefined);
  });

  it('leaves everything alone when the process is gone, or is none of anybody’s', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    assert.deepEqual(await killTree(gone.pid ?? 0), []);
    assert.deepEqual(await killTree(0), []);
    assert.deepEqual(await killTree(Number.NaN), []);
    assert.deepEqual(await killTree(-1), []);
  });

  it('tells a process from a later one with the same id', async () => {
    const own = await getProcess(process.pid);
    assert.equal(own?.start, (await getProcess(process.pid))?.start);
    assert.notEqual(own?.start, (await getProcess(process.ppid))?.start);
  });
});
