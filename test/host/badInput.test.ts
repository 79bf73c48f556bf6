import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { useHost } from '../helpers/host';
import { editFile } from '../helpers/model/blocks';

interface Exports {
  getAPI(version: number): unknown;
}

describe('host/bad input', () => {
  const host = useHost();
  const unknown = '00000000-0000-4000-8000-000000000000';
  const snapshot = (): unknown => [host.api.getTasks(), host.api.getSessions()];

  it('an unknown task or session is refused in words by every command that takes one', async () => {
    const before = snapshot();
    const byId = ['interruptTask', 'cancelTask', 'resumeTask', 'retryTask', 'keepForReview', 'startOnTop'] as const;
    const alike = ['reviewChanges', 'undoReject', 'runGates', 'fixTask'] as const;
    for (const name of [...byId, ...alike]) {
      await assert.rejects(host.run(`autobot.${name}`, unknown), new RegExp(`There is no task ${unknown}`), name);
    }
    const [task, path, hunk] = [unknown, 'a.txt', 'x'];
    const calls = [
      host.run('autobot.sendMessage', { task, message: 'hello' }),
      host.run('autobot.openDiff', { task, path }),
      host.run('autobot.approveHunk', { task, path, hunk }),
      host.run('autobot.rejectHunk', { task, path, hunk }),
      host.run('autobot.undoDecision', { task, path, hunk }),
      host.run('autobot.approveFile', { task, path }),
      host.run('autobot.rejectFile', { task, path }),
      host.run('autobot.approveTask', { task }),
      host.run('autobot.commitTask', { task }),
      host.run('autobot.rejectTask', { task }),
      host.run('autobot.requestChanges', { task, message: 'hello' }),
    ];
    for (const call of calls) {
      await assert.rejects(call, new RegExp(`There is no task ${unknown}`));
    }
    const bySession = ['reopenSession', 'pinSession', 'unpinSession', 'archiveSession', 'deleteSession'] as const;
    for (const name of ['pauseSession', 'resumeSession', 'endSession', 'openTimeline', ...bySession] as const) {
      await assert.rejects(host.run(`autobot.${name}`, unknown), new RegExp(`There is no session ${unknown}`), name);
    }
    await assert.rejects(host.run('autobot.newTask', { session: unknown, prompt: 'x' }), /There is no session/);
    await assert.rejects(host.run('autobot.newTask', { repository: '/', prompt: 'x' }), /\/ is not a git repository/);
    await assert.rejects(host.run('autobot.startSession', '/nowhere'), /\/nowhere is not a git repository/);
    assert.deepEqual(snapshot(), before);
  });

  it('an unknown file or hunk of a known task is refused in words', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n', 'b.txt': 'b\n' });
    host.play([editFile('a.txt', 'one', 'two')]);
    const { id: task } = await host.task(repository);
    const before = snapshot();
    for (const path of ['b.txt', '../a.txt', '/etc/passwd', '.git/config', '']) {
      const noFile = /is not part of this task's change/;
      await assert.rejects(host.run('autobot.approveFile', { task, path }), noFile);
      await assert.rejects(host.run('autobot.rejectFile', { task, path }), noFile);
      await assert.rejects(host.run('autobot.rejectHunk', { task, path, hunk: 'x' }), noFile);
      await assert.rejects(host.run('autobot.openDiff', { task, path }), noFile);
    }
    const noHunk = { task, path: 'a.txt', hunk: 'unknown' };
    await assert.rejects(host.run('autobot.approveHunk', noHunk), /This hunk of a\.txt is not there any more/);
    await assert.rejects(host.run('autobot.rejectHunk', noHunk), /This hunk of a\.txt is not there any more/);
    await assert.rejects(host.run('autobot.undoDecision', noHunk), /is not there any more/);
    assert.deepEqual(snapshot(), before);
    assert.equal(repository.read('a.txt'), 'two\n');
  });

  it('a program is never asked for what it left out', async () => {
    const repository = await host.repository();
    const before = snapshot();
    await assert.rejects(host.run('autobot.newTask', { repository: repository.path }), /The prompt is empty/);
    await assert.rejects(host.run('autobot.newTask', { prompt: 'x' }), /There are several repositories\. Name one/);
    assert.deepEqual(snapshot(), before);
    host.play([editFile('a.txt', 'one', 'two')]);
    const { id: task } = await host.task(repository);
    await assert.rejects(host.run('autobot.sendMessage', { task }), /The prompt is empty/);
  });

  it('empty and endless prompts are refused in words; 100 kB are taken', async () => {
    const repository = await host.repository();
    const before = snapshot();
    const ask = (prompt: string): Promise<string> => host.newTask(repository, prompt);
    await assert.rejects(ask(' \n\t'), /The prompt is empty\. Say what Claude should do\./);
    await assert.rejects(ask(''), /The prompt is empty/);
    await assert.rejects(ask('x'.repeat(300_000)), /The prompt has 300,000 characters; at most 200,000 can be sent\./);
    assert.deepEqual(snapshot(), before);

    const long = 'word '.repeat(20_000).trim();
    host.play([editFile('a.txt', 'one', 'two')]);
    const task = await host.task(repository, 'waiting_approval', long);
    assert.equal(task.prompt, long);
    assert.equal(host.model.requests[0]?.prompts.at(-1), long);
    for (const message of ['', ' ']) {
      await assert.rejects(
        host.run('autobot.requestChanges', { task: task.id, message }),
        /Say what Claude should change/,
      );
    }
    assert.equal(host.get(task.id).status, 'waiting_approval');
  });

  it('arguments of the wrong shape are refused in words and change nothing', async () => {
    const repository = await host.repository();
    host.play([editFile('a.txt', 'one', 'two')]);
    const { id: task } = await host.task(repository);
    const before = snapshot();
    const wrong: [string, unknown][] = [
      ['autobot.newTask', { repository: repository.path, prompt: 7 }],
      ['autobot.newTask', 'just a prompt'],
      ['autobot.cancelTask', { id: task }],
      ['autobot.approveTask', { task: 7 }],
      ['autobot.approveTask', { task, reason: {} }],
      ['autobot.commitTask', { task, message: ['x'] }],
      ['autobot.rejectTask', { task, reason: 7 }],
      ['autobot.rejectHunk', { task, path: 'a.txt' }],
      ['autobot.openDiff', task],
      ['autobot.sendMessage', { task, message: 7 }],
    ];
    for (const [command, argument] of wrong) {
      const words = new RegExp(`^UserError: ${command} cannot take this argument: `);
      await assert.rejects(async () => vscode.commands.executeCommand(command, argument), words);
    }
    assert.deepEqual(snapshot(), before);
    assert.equal(repository.read('a.txt'), 'two\n');
  });

  it('another version of the API is refused in words', async () => {
    const exports = await vscode.extensions.getExtension<Exports>('autobot.autobot')?.activate();
    assert.throws(() => exports?.getAPI(2), /Autobot has no API version 2; there is version 1/);
  });
});
