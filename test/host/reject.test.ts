import assert from 'node:assert/strict';
import { GitFacts } from '../demo/gitFacts';
import { useHost } from '../helpers/host';
import { bash, editFile, writeFile } from '../helpers/model/blocks';

describe('host/reject', () => {
  const host = useHost();

  it('leaves every byte as it was before, and undo brings every byte back', async () => {
    const repository = await host.repository({ 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'b\r\n', 'old.txt': 'old\n' });
    repository.write({ 'a.txt': 'one\ntwo\nthree\nmine\n', 'mine.txt': 'mine\n' });
    repository.git('add', 'mine.txt');
    const [git, own] = [new GitFacts(repository.path), repository.state()];
    const before = git.workTree();

    host.allowBash();
    host.play([
      editFile('a.txt', 'one', 'ONE'),
      writeFile('new/c.txt', 'c\n'),
      bash('mv old.txt renamed.txt && chmod +x b.txt && printf "\\0\\1" > data.bin'),
    ]);
    const { id } = await host.task(repository);
    const change = host.get(id).files;
    assert.deepEqual(
      change.map(({ path, from, change: kind }) => [path, from, kind]),
      [
        ['a.txt', null, 'modified'],
        ['b.txt', null, 'modified'],
        ['data.bin', null, 'added'],
        ['new/c.txt', null, 'added'],
        ['renamed.txt', 'old.txt', 'renamed'],
      ],
    );
    const changed = git.workTree();

    await host.run('autobot.rejectTask', { task: id, reason: 'Not like this' });
    assert.equal(host.get(id).status, 'rejected');
    assert.deepEqual(git.workTree(), before);
    assert.deepEqual(repository.state(), own);
    const decided = host.get(id).files.flatMap(file => file.hunks.map(hunk => [hunk.decision, hunk.reason]));
    assert.deepEqual(new Set(decided.map(String)), new Set(['rejected,Not like this']));

    await host.run('autobot.undoReject', id);
    assert.equal(host.get(id).status, 'waiting_approval');
    assert.deepEqual(git.workTree(), changed);
    assert.deepEqual(host.get(id).files, change);
  });

  it('rejects without asking for a reason when the caller gives none', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    host.play([editFile('a.txt', 'one', 'two')]);
    const { id } = await host.task(repository);
    await host.run('autobot.rejectTask', { task: id });
    assert.deepEqual([repository.read('a.txt'), host.get(id).status], ['one\n', 'rejected']);
    assert.deepEqual(
      host.hunks(id, 'a.txt').map(({ reason }) => reason),
      [null],
    );
    await assert.rejects(host.run('autobot.rejectTask', { task: id }), /cannot be rejected now: it is rejected/);
    await host.run('autobot.undoReject', id);
    await assert.rejects(host.run('autobot.undoReject', id), /was not rejected: it is waiting approval/);
  });

  it('keeps what the developer wrote after Claude, also in the same file, and says where both overlap', async () => {
    const text = Array.from({ length: 12 }, (_, i) => `line ${i + 1}\n`).join('');
    const repository = await host.repository({ 'a.txt': text, 'b.txt': 'b\nc\n' });
    host.play([editFile('a.txt', 'line 2\n', 'Claude 2\n'), editFile('b.txt', 'b', 'Claude b')]);
    const { id } = await host.task(repository);
    const both = text.replace('line 2\n', 'Claude 2\n').replace('line 10\n', 'my line 10\n');
    repository.write({ 'a.txt': both, 'b.txt': 'mine\nmine too\n' });

    await host.run('autobot.rejectTask', { task: id });
    assert.equal(repository.read('a.txt'), text.replace('line 10\n', 'my line 10\n'));
    assert.equal(repository.read('b.txt'), 'mine\nmine too\n');
    const { status, error } = host.get(id);
    assert.equal(status, 'rejected');
    assert.match(error ?? '', /Your own edits were kept where they overlap: b\.txt/);
    await host.run('autobot.undoReject', id);
    assert.equal(repository.read('a.txt'), both);
  });
});
