import assert from 'node:assert/strict';
import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { descendantsOf, listProcesses } from '../../src/os/processTree';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository, verseWith } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { editLine, eventually } from './story';

/** A window looks every ten seconds whether others have died: as it starts and once again, in milliseconds. */
const twoLooks = 25_000;

describe('e2e/interruption', () => {
  const editor = useEditor({ createRepository: createVerseRepository });

  /** A task whose Claude has changed a line and never ends its turn. */
  async function startEndless(prompt: string): Promise<TimelineDriver> {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    model.load({
      lanes: [
        {
          name: 'endless',
          when: { prompt },
          turns: [{ content: [editLine('poem.txt', 'line 3', 'line three')] }],
          onExhausted: { broken: 'hang' },
        },
      ],
    });
    await timeline.open();
    await timeline.submit(prompt);
    await model.waitForRequest(2);
    assert.notDeepEqual(await processesIn(editor().repository), []);
    return timeline;
  }

  async function keepForReview(timeline: TimelineDriver, prompt: string): Promise<void> {
    const { repository } = editor();
    await timeline.open();
    await timeline.reach(prompt, 'Interrupted');
    await eventually(() => processesIn(repository), [], twoLooks);
    await timeline.press(prompt, 'Keep for Review');
    await timeline.reach(prompt, 'Ready for review');
    await timeline.task(prompt).locator('.review .file', { hasText: 'poem.txt' }).waitFor();
    assert.equal(readFileSync(join(repository, 'poem.txt'), 'utf8'), verseWith({ 3: 'line three\n' }));
    await timeline.press(prompt, 'Reject');
    await timeline.fillForm(prompt, '', 'Reject and Revert');
    await timeline.reach(prompt, 'Rejected');
  }

  it('a window that is loaded again in the middle of a run says that it was interrupted, and leaves no Claude behind', async () => {
    const prompt = 'Work until the window closes';
    const timeline = await startEndless(prompt);
    await editor().window.reload();
    await keepForReview(timeline, prompt);
  });

  it('an extension host that is killed does the same', async () => {
    const prompt = 'Work until the host dies';
    const timeline = await startEndless(prompt);
    for (const { pid } of descendantsOf(process.pid, await listProcesses())) {
      if (commandOf(pid).includes('--type=extensionHost')) {
        process.kill(pid, 'SIGKILL');
      }
    }
    await eventually(() => processesIn(editor().repository), [], twoLooks);
    await editor().window.reload();
    await keepForReview(timeline, prompt);
  });
});

/** The Claude processes that work in this folder. */
async function processesIn(folder: string): Promise<string[]> {
  const all = await listProcesses();
  return all.flatMap(({ pid }) => {
    const command = commandOf(pid);
    return /\bclaude\b.*stream-json/.test(command) && folderOf(pid) === folder ? [command] : [];
  });
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // gone
  }
}

function folderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // gone
  }
}
