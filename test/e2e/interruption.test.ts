import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { descendantsOf, listProcesses } from '../../src/os/processTree';
import { commitMessages } from '../helpers/model/blocks';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository, verseWith } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { editLine, eventually } from './story';

describe('e2e/interruption', () => {
  const editor = useEditor({ createRepository: createVerseRepository });

  /** A task whose Claude has changed a line and never ends its turn; resumed, it changes another and does. */
  async function startEndless(prompt: string): Promise<TimelineDriver> {
    const { window, model, repository } = editor();
    const timeline = new TimelineDriver(window);
    model.load({
      lanes: [
        commitMessages('Spell numbers'),
        {
          name: 'endless',
          when: { prompt },
          turns: [{ content: [editLine('poem.txt', 'line 3', 'line three')] }],
          onExhausted: { broken: 'hang' },
        },
        {
          name: 'resumed',
          when: { prompt: 'Go on where you were interrupted.', anyPrompt: prompt },
          turns: [{ content: [editLine('poem.txt', 'line 9', 'line nine')] }, { content: ['Done.'] }],
        },
      ],
    });
    await timeline.open();
    await timeline.submit(prompt);
    await model.waitForRequest(2);
    assert.notDeepEqual(await processesIn(repository), []);
    return timeline;
  }

  async function seeInterrupted(timeline: TimelineDriver, prompt: string): Promise<void> {
    await timeline.open();
    await timeline.reach(prompt, 'Interrupted');
    await eventually(() => processesIn(editor().repository), []);
  }

  async function keepForReview(timeline: TimelineDriver, prompt: string): Promise<void> {
    await timeline.press(prompt, 'Keep for Review');
    await timeline.reach(prompt, 'Ready for review');
    await timeline.task(prompt).locator('.review .file', { hasText: 'poem.txt' }).waitFor();
    assert.equal(poem(), verseWith({ 3: 'line three\n' }));
    await timeline.press(prompt, 'Reject');
    await timeline.fillForm(prompt, '', 'Reject and Revert');
    await timeline.reach(prompt, 'Rejected');
  }

  /** In the session that was interrupted, up to a commit of what was done before and after. */
  async function resumeAndCommit(timeline: TimelineDriver, prompt: string): Promise<void> {
    const { model, repository } = editor();
    const session = model.requests[0]?.session;
    assert.ok(session);
    await timeline.press(prompt, 'Resume');
    const resumed = await model.waitForRequest(3);
    assert.deepEqual([resumed.lane, resumed.session], ['resumed', session]);
    const commands = await processesIn(repository);
    assert.deepEqual(
      commands.map(command => /--(?:resume|session-id)=\S+/.exec(command)?.[0]),
      [`--resume=${session}`],
    );
    await timeline.reach(prompt, 'Ready for review');
    await timeline.press(prompt, 'Approve Task');
    await timeline.commit(prompt);
    await timeline.reach(prompt, 'Completed');
    assert.equal(git('show', 'HEAD:poem.txt'), verseWith({ 3: 'line three\n', 9: 'line nine\n' }));
    assert.equal(git('status', '--porcelain'), '');
    git('reset', '--quiet', '--hard', 'HEAD~1');
  }

  const poem = (): string => readFileSync(join(editor().repository, 'poem.txt'), 'utf8');
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: editor().repository, encoding: 'utf8' });

  const endings: [string, () => Promise<void>][] = [
    ['a window that is loaded again', () => editor().window.reload()],
    [
      'an extension host that is killed',
      async () => {
        await killHosts();
        await eventually(() => processesIn(editor().repository), []);
        await editor().window.reload();
      },
    ],
  ];
  for (const [name, end] of endings) {
    it(`${name} in the middle of a run says so, leaves no Claude behind, and keeps the change`, async () => {
      const prompt = `Work until ${name}`;
      const timeline = await startEndless(prompt);
      await end();
      await seeInterrupted(timeline, prompt);
      await keepForReview(timeline, prompt);
    });

    it(`${name} in the middle of a run goes on in the same session when told to, up to the commit`, async () => {
      const prompt = `Go on after ${name}`;
      const timeline = await startEndless(prompt);
      await end();
      await seeInterrupted(timeline, prompt);
      await resumeAndCommit(timeline, prompt);
    });
  }
});

async function killHosts(): Promise<void> {
  for (const { pid } of descendantsOf(process.pid, await listProcesses())) {
    if (commandOf(pid).includes('--type=extensionHost')) {
      process.kill(pid, 'SIGKILL');
    }
  }
}

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
