import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
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

  it('can be exported, searched, deleted, and restored from a backup, which can be undone', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    host.play([editFile('a.txt', 'one', 'two')]);
    const { id: task, session } = await host.task(repository, 'waiting_approval', 'Count the zebras');
    await host.run('autobot.renameSession', { session, name: 'Zoo' });
    assert.deepEqual(await host.run('autobot.searchHistory', 'zebras zoo'), [task]);
    await host.run('autobot.rejectTask', { task });

    const exported = { session, format: 'json' } as const;
    const value = JSON.parse((await host.run('autobot.exportSession', exported)) as string) as object;
    const file = join(repository.path, 'session.md');
    assert.equal(await host.run('autobot.exportSession', { session, format: 'markdown', file }), file);
    assert.match(readFileSync(file, 'utf8'), /^# Zoo\n[^]*## Count the zebras\n[^]*> Count the zebras\n[^]*Done\.\n/);
    assert.deepEqual(Object.keys(value), ['version', 'exportedAt', 'session', 'tasks']);

    const backup = await host.run('autobot.backUpHistory');
    await host.run('autobot.deleteSession', session);
    assert.equal(host.api.getTask(task), undefined);
    assert.equal(repository.git('for-each-ref', 'refs/autobot/'), '');
    await assert.rejects(host.run('autobot.exportSession', exported), /There is no session/);

    const before = (await host.run('autobot.restoreHistory', backup as string)) as string;
    assert.equal(host.get(task).prompt, 'Count the zebras');
    await host.run('autobot.restoreHistory', before);
    assert.equal(host.api.getTask(task), undefined);
    await assert.rejects(host.run('autobot.restoreHistory', 'none'), /The backup none cannot be restored: it is gone/);
  });

  it('agrees with the snapshots in the repositories, or is mended', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    host.play([editFile('a.txt', 'one', 'two')]);
    const { id } = await host.task(repository);
    const refs = repository.git('for-each-ref', '--format=%(refname)', 'refs/autobot/').trim().split('\n');
    refs.forEach(ref => repository.git('update-ref', '-d', ref));
    const mended = (await host.run('autobot.checkHistory')) as { kept: string[]; gone: string[] };
    assert.deepEqual([mended.kept, mended.gone], [[id], []]);
    const again = (await host.run('autobot.checkHistory')) as { kept: string[]; rebuilt: string[] };
    assert.deepEqual([again.kept, again.rebuilt], [[], []]);
  });

  it('takes in a session that was had with the CLI alone, and goes on with it', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    const session = randomUUID();
    host.play([editFile('a.txt', 'one', 'two')]);
    const flags = ['-p', '--permission-mode=acceptEdits', `--session-id=${session}`];
    await execa('claude', flags, { cwd: repository.path, input: 'Say two in a.txt' });
    await assert.rejects(host.run('autobot.importSession', { repository: repository.path }), new RegExp(session));

    const argument = { repository: repository.path, session };
    const id = (await host.run('autobot.importSession', argument)) as string;
    assert.equal(await host.run('autobot.importSession', argument), id);
    const [task] = host.api.getTasks().filter(each => each.session === id);
    assert.ok(task);
    assert.deepEqual([task.prompt, task.status, task.files], ['Say two in a.txt', 'completed', []]);
    const text = (await host.run('autobot.exportSession', { session: id, format: 'markdown' })) as string;
    assert.match(text, /> Say two in a\.txt\n[^]*- Edit: a\.txt[^]*Done\.\n/);

    host.play([editFile('a.txt', 'two', 'three')]);
    await host.run('autobot.sendMessage', { task: task.id, message: 'Now three' });
    const { files } = await host.reach(task.id, 'waiting_approval');
    assert.deepEqual(
      files.map(({ path }) => path),
      ['a.txt'],
    );
    assert.deepEqual(host.model.requests[0]?.prompts, ['Say two in a.txt', 'Now three']);
    assert.equal(repository.read('a.txt'), 'three\n');
  });
});
