import assert from 'node:assert/strict';
import { PromptInserts } from '../../../src/app/promptInserts';

describe('app/promptInserts', () => {
  it('keeps what goes into the prompt until it is there, under numbers that grow whatever the clock does', () => {
    let time = 1_000;
    const inserts = new PromptInserts(() => time);
    const first = inserts.add('@a.ts', 'insert');
    time = 10;
    const second = inserts.add('Fix it', 'replace');
    assert.deepEqual(inserts.waiting, [
      { id: 1_000, text: '@a.ts', how: 'insert' },
      { id: 1_001, text: 'Fix it', how: 'replace' },
    ]);
    inserts.confirm(first.id);
    assert.deepEqual(inserts.waiting, [second]);
    inserts.confirm(second.id);
    assert.deepEqual(inserts.waiting, []);
  });
});
