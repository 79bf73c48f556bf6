import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import initSqlJs, { type Database } from 'sql.js';
import { useHost } from '../helpers/host';
import { editFile } from '../helpers/model/blocks';

describe('host/history', () => {
  const host = useHost();

  async function openDatabase(): Promise<Database> {
    const wasm = await readFile(join(__dirname, '../../sql-wasm.wasm'));
    const sql = await initSqlJs({ wasmBinary: new Uint8Array(wasm).buffer });
    return new sql.Database(readFileSync(join(host.storage, 'autobot.sqlite')));
  }
  const rows = (database: Database, query: string, ...params: string[]): unknown[][] =>
    database.exec(query, params)[0]?.values ?? [];

  it('is a sqlite file with the rows of a task, its transcript beside it, and snapshots in the repository', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    await host.set('qaGates', [{ name: 'check', command: 'true' }]);
    host.play([editFile('a.txt', 'one', 'two')]);
    const { id, session } = await host.task(repository, 'waiting_approval', 'Keep this');
    await host.run('autobot.approveTask', { task: id });
    const sha = await host.run('autobot.commitTask', { task: id, message: 'Two' });
    await host.run('autobot.pauseSession', session);

    const database = await openDatabase();
    try {
      const tables = rows(database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").flat();
      const expected = ['comments', 'commits', 'decisions', 'qa_gate_configs', 'qa_gate_results', 'repositories'];
      const missing = [...expected, 'sessions', 'tasks', 'turns'].filter(name => !tables.includes(name));
      assert.deepEqual(missing, []);
      assert.deepEqual(rows(database, 'SELECT prompt, status, committed_sha FROM tasks WHERE id = ?', id), [
        ['Keep this', 'completed', sha],
      ]);
      assert.deepEqual(rows(database, 'SELECT status, end_branch FROM sessions WHERE id = ?', session), [
        ['paused', null],
      ]);
      assert.deepEqual(rows(database, 'SELECT number, kind, outcome, cost_usd > 0 FROM turns WHERE task_id = ?', id), [
        [1, 'prompt', 'success', 1],
      ]);
      assert.deepEqual(rows(database, 'SELECT path, decision FROM decisions WHERE task_id = ?', id), [
        ['a.txt', 'committed'],
      ]);
      assert.deepEqual(rows(database, 'SELECT gate_name, verdict FROM qa_gate_results WHERE task_id = ?', id), [
        ['check', 'passed'],
      ]);
      assert.deepEqual(rows(database, 'SELECT sha, message FROM commits WHERE task_id = ?', id), [[sha, 'Two']]);
      assert.deepEqual(rows(database, 'PRAGMA integrity_check'), [['ok']]);
    } finally {
      database.close();
    }

    const transcript = readFileSync(join(host.storage, 'transcripts', `${id}.ndjson`), 'utf8')
      .trimEnd()
      .split('\n');
    assert.ok(transcript.length > 3);
    transcript.forEach(line => assert.doesNotThrow(() => JSON.parse(line)));

    const refs = repository
      .git('for-each-ref', '--format=%(refname) %(*objecttype)', 'refs/autobot/')
      .trim()
      .split('\n');
    assert.ok(refs.length >= 3);
    assert.deepEqual(
      refs.filter(ref => !new RegExp(`^refs/autobot/${id}/\\d+ tree$`).test(ref)),
      [],
    );
    assert.equal(repository.git('log', '--all', '--format=%s'), 'Two\ninitial\n');
    assert.equal(repository.git('branch', '--all', '--format=%(refname)'), 'refs/heads/main\n');
    assert.equal(repository.git('stash', 'list'), '');
  });
});
