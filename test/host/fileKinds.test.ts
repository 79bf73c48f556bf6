import assert from 'node:assert/strict';
import { lstatSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { useHost } from '../helpers/host';
import { bash } from '../helpers/model/blocks';
import type { TestRepository } from '../helpers/repository';

/** One dot, and another. */
const red = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';
const blue = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPj/HwADAgH/5ncLrgAAAABJRU5ErkJggg==';

const kinds = {
  deleted: { path: 'gone.txt', does: 'rm gone.txt', shows: ['text', 'gone\n', ''], says: 'Approve (deleted)' },
  renamed: {
    path: 'new name.txt',
    does: 'mv old.txt "new name.txt"',
    shows: ['text', 'old\nold\nold\n', 'old\nold\nold\n'],
    says: 'Approve (renamed from old.txt)',
  },
  mode: {
    path: 'run.sh',
    does: 'chmod +x run.sh',
    shows: ['text', 'echo run\n', 'echo run\n'],
    says: 'Approve (mode 100644 → 100755)',
  },
  link: {
    path: 'link',
    does: 'ln -sf b.txt link',
    shows: ['text', 'a.txt', 'b.txt'],
    says: 'Approve (symbolic link)',
  },
  'file that became a link': {
    path: 'a.txt',
    does: 'ln -sf b.txt a.txt',
    shows: ['text', 'a\n', 'b.txt'],
    says: 'Approve (symbolic link)',
  },
  binary: { path: 'data.bin', does: 'printf "\\0\\1" > data.bin', shows: ['bytes'], says: null },
  image: { path: 'dot.png', does: `echo ${blue} | base64 -d > dot.png`, shows: ['pictures'], says: null },
  'new image': { path: 'new.png', does: `echo ${blue} | base64 -d > new.png`, shows: ['picture'], says: null },
  'deleted image': { path: 'dot.png', does: 'rm dot.png', shows: ['picture'], says: null },
  huge: {
    path: 'huge.txt',
    does: 'seq 1 900000 > huge.txt',
    shows: ['large'],
    says: 'Approve (content not compared by line)',
  },
} as const;

describe('host/fileKinds', () => {
  const host = useHost();
  let repository: TestRepository;

  beforeEach(async () => {
    repository = await host.repository({
      'a.txt': 'a\n',
      'b.txt': 'b\n',
      'gone.txt': 'gone\n',
      'old.txt': 'old\nold\nold\n',
      'dot.png': Buffer.from(red, 'base64'),
      'run.sh': 'echo run\n',
    });
    symlinkSync('a.txt', join(repository.path, 'link'));
    repository.git('add', 'link');
    repository.git('commit', '--quiet', '--message', 'A link');
    host.allowBash();
  });

  for (const [kind, { path, does, shows, says }] of Object.entries(kinds)) {
    it(`shows and decides on a change of the kind: ${kind}`, async () => {
      host.play([bash(does)]);
      const { id } = await host.task(repository);
      const before = repository.git('status', '--porcelain');
      await host.run('autobot.openDiff', { task: id, path });
      assert.equal(activeTab()?.label, shows[0] === 'pictures' ? `${path} ↔ ${path}` : `${path} (Autobot)`);
      const input = activeTab()?.input;
      if (shows[0] === 'picture') {
        assert.ok(input instanceof vscode.TabInputCustom, 'it opens alone: there is nothing to compare with');
        await vscode.workspace.fs.readFile(input.uri);
      } else if (shows[0] !== 'pictures') {
        assert.ok(input instanceof vscode.TabInputTextDiff, 'it opens as a diff');
        await vscode.workspace.fs.readFile(input.original);
        await vscode.workspace.fs.readFile(input.modified);
      }
      if (input instanceof vscode.TabInputTextDiff && shows[0] === 'text') {
        assert.deepEqual([await textOf(input.original), await textOf(input.modified)], shows.slice(1));
      }
      if (input instanceof vscode.TabInputTextDiff && says !== null) {
        assert.equal(
          (await lensesOf(input.modified)).find(title => title === says),
          says,
        );
      }
      // What the active editor shows is meant, be it text or not.
      await vscode.commands.executeCommand('autobot.rejectHunk');
      await host.until(id, task => task.status === 'rejected', 'its one hunk to be rejected');
      assert.equal(repository.git('status', '--porcelain'), '');
      assert.equal(readlinkSync(join(repository.path, 'link')), 'a.txt');
      assert.ok(lstatSync(join(repository.path, 'a.txt')).isFile());

      await host.run('autobot.undoReject', id);
      assert.equal(repository.git('status', '--porcelain'), before);
      await host.run('autobot.openDiff', { task: id, path });
      await vscode.commands.executeCommand('autobot.approveHunk');
      await host.until(
        id,
        task => task.files.every(file => file.hunks.every(hunk => hunk.decision === 'approved')),
        'it to be approved',
      );
      await host.run('autobot.commitTask', { task: id, message: kind });
      assert.deepEqual([host.get(id).status, repository.git('status', '--porcelain')], ['completed', '']);
    });
  }

  function activeTab(): vscode.Tab | undefined {
    return vscode.window.tabGroups.activeTabGroup.activeTab;
  }

  async function textOf(uri: vscode.Uri): Promise<string> {
    return (await vscode.workspace.openTextDocument(uri)).getText();
  }

  /** Lenses on hunks, without icons. */
  async function lensesOf(uri: vscode.Uri): Promise<string[]> {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 20);
    return lenses.flatMap(({ command }) => command?.title.replace(/\$\([\w-]+\) /, '') ?? []);
  }
});
