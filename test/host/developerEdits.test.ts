import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { useHost } from '../helpers/host';
import { editFile } from '../helpers/model/blocks';
import type { TestRepository } from '../helpers/repository';

const original = Array.from({ length: 20 }, (_, i) => `line ${i + 1}\n`).join('');
const replaced = (text: string, line: string, by: string): string => text.replace(`${line}\n`, `${by}\n`);

/** Replace a line in a VS Code editor, as the developer does. */
async function edit(repository: TestRepository, line: string, by: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(join(repository.path, 'a.txt'));
  const at = document.getText().split(/\r?\n/).indexOf(line);
  assert.notEqual(at, -1);
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, document.lineAt(at).range, by);
  assert.ok(await vscode.workspace.applyEdit(change));
  return document;
}

describe('host/developer edits', () => {
  const host = useHost();
  const shift = editFile('a.txt', 'line 3\n', 'Claude 3\n');
  const mine = replaced(original, 'line 15', 'mine 15');

  it('what the developer saves in an editor while Claude works is not part of the change', async () => {
    const repository = await host.repository({ 'a.txt': original, 'b.txt': 'b\n' });
    const meanwhile = async (): Promise<void> => {
      assert.ok(await (await edit(repository, 'line 15', 'mine 15')).save());
    };
    host.script({ content: [shift] }, { content: ['Done.'], meanwhile });
    const { id } = await host.task(repository);
    assert.equal(repository.read('a.txt'), replaced(mine, 'line 3', 'Claude 3'));
    assert.deepEqual(
      host.hunks(id, 'a.txt').map(({ before, after }) => [before, after]),
      [
        [
          { line: 3, count: 1 },
          { line: 3, count: 1 },
        ],
      ],
    );
    await host.run('autobot.approveTask', { task: id });
    await host.run('autobot.commitTask', { task: id, message: 'Third line' });
    assert.equal(repository.git('show', 'HEAD:a.txt'), replaced(original, 'line 3', 'Claude 3'));
    assert.match(repository.git('diff'), /^-line 15\n\+mine 15$/m);
  });

  it('a rejection keeps what the developer saved meanwhile', async () => {
    const repository = await host.repository({ 'a.txt': original });
    const meanwhile = async (): Promise<void> => {
      assert.ok(await (await edit(repository, 'line 15', 'mine 15')).save());
    };
    // First the developer, then Claude, in the same file.
    host.script({ content: ['I look around.', shift], meanwhile }, { content: ['Done.'] });
    const { id } = await host.task(repository);
    await host.run('autobot.rejectTask', { task: id });
    assert.equal(repository.read('a.txt'), mine);
    await host.run('autobot.undoReject', id);
    assert.equal(repository.read('a.txt'), replaced(mine, 'line 3', 'Claude 3'));
  });

  it('a rejection in a file with an unsaved editor changes the editor, which stays unsaved', async () => {
    const repository = await host.repository({ 'a.txt': original });
    host.play([shift]);
    const { id } = await host.task(repository);
    const left = repository.read('a.txt');
    const document = await edit(repository, 'line 15', 'mine 15');
    const view = (): unknown[] => [document.getText(), document.isDirty, repository.read('a.txt')];

    await host.run('autobot.rejectTask', { task: id });
    assert.deepEqual(view(), [mine, true, left]);
    await host.run('autobot.undoReject', id);
    assert.deepEqual(view(), [replaced(mine, 'line 3', 'Claude 3'), true, left]);

    const [hunk] = host.hunks(id, 'a.txt');
    await host.run('autobot.rejectHunk', { task: id, path: 'a.txt', hunk: hunk?.id ?? '' });
    assert.deepEqual(view(), [mine, true, left]);
  });

  it('an unsaved editor keeps its line ends, its byte order mark, and its cursor', async () => {
    const windows = `\ufeff${original.replaceAll('\n', '\r\n')}`;
    const repository = await host.repository({ 'a.txt': windows });
    host.play([editFile('a.txt', 'line 3\n', 'Claude 3\nClaude 4\n')]);
    const { id } = await host.task(repository);
    const document = await edit(repository, 'line 15', 'mine 15');
    assert.deepEqual([document.eol, document.encoding], [vscode.EndOfLine.CRLF, 'utf8bom']);
    const editor = await vscode.window.showTextDocument(document);
    const cursor = (): string => document.lineAt(editor.selection.active.line).text;
    editor.selection = new vscode.Selection(17, 2, 17, 2);
    assert.equal(cursor(), 'line 17');

    await host.run('autobot.rejectTask', { task: id });
    const mine = windows.replace('line 15', 'mine 15');
    assert.deepEqual([`\ufeff${document.getText()}`, document.isDirty, cursor()], [mine, true, 'line 17']);
    assert.ok(await document.save());
    assert.equal(repository.read('a.txt'), mine);
  });

  it('unsaved editors keep a task in pre-flight until they are saved', async () => {
    const repository = await host.repository({ 'a.txt': original });
    const document = await edit(repository, 'line 15', 'mine 15');
    host.play([shift]);
    const id = await host.newTask(repository);
    const { error } = await host.until(id, task => task.status === 'pre_flight' && task.error !== null, 'a report');
    assert.match(error ?? '', /would not see your unsaved changes in a\.txt/);
    await document.save();
    await host.reach(id, 'waiting_approval');
    assert.equal(repository.read('a.txt'), replaced(mine, 'line 3', 'Claude 3'));
    assert.equal(host.hunks(id, 'a.txt').length, 1);
  });
});
