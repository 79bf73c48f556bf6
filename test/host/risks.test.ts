import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { useHost } from '../helpers/host';
import { bash, editFile, writeFile } from '../helpers/model/blocks';
import type { TestRepository } from '../helpers/repository';
import { until } from '../helpers/until';

const suite = "it('adds', () => {\n  assert.equal(add(1, 2), 3);\n});\n";

describe('host/risks', () => {
  const host = useHost();
  let repository: TestRepository;
  let id: string;

  /** Claude edits three files with its tools, and a fourth by a command. */
  beforeEach('let Claude change something', async () => {
    host.allowBash();
    repository = await host.repository({ 'a.ts': 'one\n', 'b.ts': 'one\n', 'sum.test.ts': suite, 'z.ts': 'one\n' });
    host.play([
      editFile('a.ts', 'one', 'two'),
      editFile('sum.test.ts', "it('adds'", "it.skip('adds'"),
      writeFile('z.ts', '// @ts-nocheck\none\n'),
      bash('echo two > b.ts'),
    ]);
    ({ id } = await host.task(repository));
  });

  const lenses = async (path: string): Promise<vscode.CodeLens[]> => {
    const uri = vscode.Uri.joinPath(vscode.Uri.file(repository.path), path);
    await vscode.window.showTextDocument(uri);
    return vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
  };
  const titles = async (path: string): Promise<string[]> =>
    (await lenses(path)).map(({ command }) => command?.title ?? '').filter(title => title.includes('$(warning)'));

  it('are in the API, file by file', () => {
    assert.deepEqual(
      host.get(id).files.map(({ path, risks, hunks }) => [path, risks, hunks.map(hunk => hunk.risks)]),
      [
        ['a.ts', [], [[]]],
        ['b.ts', [{ kind: 'command', what: 'changed by a command', line: null }], [[]]],
        ['sum.test.ts', [], [[{ kind: 'testSkipped', what: 'test skipped', line: 1 }]]],
        ['z.ts', [], [[{ kind: 'suppression', what: '@ts-nocheck added', line: 1 }]]],
      ],
    );
  });

  it('stand above what they are about, until it is rejected', async () => {
    assert.deepEqual(await titles('sum.test.ts'), ['$(warning) test skipped']);
    assert.deepEqual(await titles('b.ts'), ['$(warning) changed by a command']);
    assert.deepEqual(await titles('a.ts'), []);
    const [mark] = (await lenses('sum.test.ts')).filter(({ command }) => command?.title.includes('test skipped'));
    assert.equal(mark?.command?.tooltip, 'Look closer:\ntest skipped (line 1)');
    await host.run('autobot.rejectFile', { task: id, path: 'sum.test.ts' });
    assert.deepEqual(await titles('sum.test.ts'), []);
    assert.equal(repository.read('sum.test.ts'), suite);
  });

  it('are listed for a program, of one file first', async () => {
    const list = async (argument: string | { task: string; path: string }): Promise<unknown[]> => {
      const marks = (await host.run('autobot.showRisks', argument)) as { path: string; what: string }[];
      return marks.map(({ path, what }) => `${path}: ${what}`);
    };
    const [skipped, silenced, byCommand] = [
      'sum.test.ts: test skipped',
      'z.ts: @ts-nocheck added',
      'b.ts: changed by a command',
    ];
    assert.deepEqual(await list(id), [skipped, silenced, byCommand]);
    assert.deepEqual(await list({ task: id, path: 'b.ts' }), [byCommand, skipped, silenced]);
    await host.run('autobot.rejectFile', { task: id, path: 'z.ts' });
    assert.deepEqual(await list(id), [skipped, byCommand]);
  });

  it('come first on the way from hunk to hunk', async () => {
    const seen: string[] = [];
    const shown = (): string => vscode.window.activeTextEditor?.document.uri.path.split('/').at(-1) ?? '';
    await vscode.window.showTextDocument(vscode.Uri.joinPath(vscode.Uri.file(repository.path), 'a.ts'));
    for (let step = 0; step < 4; step++) {
      const before = shown();
      await host.run('autobot.nextHunk');
      await until(vscode.window.onDidChangeActiveTextEditor, () => shown() !== before && shown() !== '');
      seen.push(shown());
    }
    assert.deepEqual(seen, ['sum.test.ts', 'z.ts', 'b.ts', 'a.ts']);
  });
});
