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

  it('tells a program where the developer’s lines overlap, and does what it answers', async () => {
    const repository = await host.repository({ 'a.txt': 'one\ntwo\nthree\nfour\nfive\nsix\n' });
    host.play([editFile('a.txt', 'two', 'Claude two'), editFile('a.txt', 'five', 'Claude five')]);
    const { id } = await host.task(repository);
    const mine = 'one\nmine two\nmine three\nfour\nClaude five\nsix\n';
    repository.write({ 'a.txt': mine });
    const [two = '', five = ''] = host.hunks(id, 'a.txt').map(hunk => hunk.id);
    const decisions = (): string[] => host.hunks(id, 'a.txt').map(hunk => hunk.decision);

    const told = await host.run('autobot.rejectFile', { task: id, path: 'a.txt' });
    const overlaps = [{ path: 'a.txt', hunks: [two], line: 1, canPutBack: true }];
    const { undoFrom, undoTo, ...outcome } = told as Record<string, unknown>;
    assert.deepEqual(outcome, { overlaps, failed: [], differs: [], builtOn: [] });
    assert.notEqual(undoFrom, undoTo);
    assert.equal(repository.read('a.txt'), mine.replace('Claude five', 'five'));
    assert.deepEqual(decisions(), ['pending', 'rejected']);

    await host.run('autobot.undoReject', id);
    assert.deepEqual([repository.read('a.txt'), decisions()], [mine, ['pending', 'pending']]);
    await host.run('autobot.rejectHunk', { task: id, path: 'a.txt', hunk: two, overlap: 'putBack' });
    assert.equal(repository.read('a.txt'), 'one\ntwo\nthree\nfour\nClaude five\nsix\n');
    await host.run('autobot.undoDecision', { task: id, path: 'a.txt', hunk: two });
    await host.run('autobot.rejectTask', { task: id, overlap: 'keepMine' });
    assert.equal(repository.read('a.txt'), mine.replace('Claude five', 'five'));
    assert.deepEqual([decisions(), host.get(id).status], [['rejected', 'rejected'], 'rejected']);
    assert.ok(five);
    const wrong = { task: id, path: 'a.txt', hunk: two, overlap: 'guess' } as never;
    await assert.rejects(host.run('autobot.rejectHunk', wrong), /“overlap”/);
  });
});
