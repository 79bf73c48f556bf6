import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GateLogs } from '../../../src/app/gateLogs';
import type { GateResult } from '../../../src/core/model';

describe('app/gateLogs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gate-logs-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const log = (name: string): string => join(folder, name);

  it('tells what comes, from the end of what was there, and from the start of the log of another run', async () => {
    const logs = new GateLogs();
    const told = async (name: string): Promise<string> => {
      const result = { id: 'r', status: 'running', log: log(name) } as GateResult;
      let text = '';
      for await (const more of logs.more([result])) {
        text += more.text;
      }
      return text;
    };
    assert.equal(await told('1'), '');
    writeFileSync(log('1'), 'one ');
    assert.equal(await told('1'), 'one ');
    const [half, rest] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)];
    appendFileSync(log('1'), half);
    assert.equal(await told('1'), '');
    appendFileSync(log('1'), rest);
    assert.equal(await told('1'), 'é');
    writeFileSync(log('2'), 'two');
    assert.equal(await told('2'), 'two');
    writeFileSync(log('3'), 'x'.repeat(70_000));
    assert.equal((await told('3')).length, 64_000);
  });
});
