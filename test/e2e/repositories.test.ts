import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository } from '../helpers/verseRepository';
import { inWindow, useEditor } from './editor';
import { editLine, eventually, plays } from './story';

describe('e2e/repositories', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'repositories-')));
  const workspace = join(folder, 'work');
  before(() => {
    mkdirSync(workspace);
    createVerseRepository(join(workspace, 'poems'));
    mkdirSync(join(folder, 'store'));
    createVerseRepository(join(folder, 'store/songs'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const editor = useEditor({ workspace: null });

  it('notices repositories that come and go, and keeps the history of one that is gone', async () => {
    await inWindow(editor(), { workspace }, async window => {
      const prompt = 'Change line three';
      editor().model.load({ lanes: [plays(prompt, [editLine('poem.txt', 'line 3', 'line three')])] });
      await window.openViewContainer('Autobot');
      const timeline = new TimelineDriver(window);
      await timeline.open();
      await timeline.submit(prompt);
      await timeline.reach(prompt, 'Ready for review');
      /** What a screen reader says of the repositories. */
      const shows = (...expected: string[]): Promise<void> =>
        eventually(async () => {
          const labels = await window.sidebarRows.evaluateAll(rows => rows.map(row => row.ariaLabel ?? ''));
          return labels.flatMap(label => /^Repository (?<what>.*), \d+ sessions?$/.exec(label)?.[1] ?? []).sort();
        }, expected);
      await shows('poems, on main, uncommitted changes');

      mkdirSync(join(workspace, 'new/place'), { recursive: true });
      execFileSync('git', ['init', '--quiet', '--initial-branch=trunk', join(workspace, 'new/place')]);
      await shows('place, on trunk, no uncommitted changes', 'poems, on main, uncommitted changes');
      renameSync(join(folder, 'store/songs'), join(workspace, 'songs'));
      await shows(
        'place, on trunk, no uncommitted changes',
        'poems, on main, uncommitted changes',
        'songs, on main, no uncommitted changes',
      );
      rmSync(join(workspace, 'new'), { recursive: true });
      await shows('poems, on main, uncommitted changes', 'songs, on main, no uncommitted changes');

      execFileSync('git', ['-C', join(workspace, 'poems'), 'checkout', '--quiet', '-b', 'other']);
      await shows('poems, on other, uncommitted changes', 'songs, on main, no uncommitted changes');

      renameSync(join(workspace, 'poems'), join(folder, 'store/poems'));
      await shows('poems, not there any more', 'songs, on main, no uncommitted changes');
      await window.sidebarRows.filter({ hasText: prompt }).waitFor();
      renameSync(join(folder, 'store/poems'), join(workspace, 'poems'));
      await shows('poems, on other, uncommitted changes', 'songs, on main, no uncommitted changes');
    });
  });
});
