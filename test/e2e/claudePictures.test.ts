import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { answersSetup, FakeClaude } from '../helpers/fakeClaude/fakeClaude';
import { bash } from '../helpers/model/blocks';
import type { Block, Lane, Turn } from '../helpers/model/scenario';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { eventually, editLine, textsOf } from './story';
import { allLooks, look, pictureSize, takePicture, takePictures, wantsPictures } from './takePictures';

const settings = { 'autobot.claude.permissionMode': 'default' };

/** What Claude does and waits for is said in words; with AUTOBOT_TEST_PICTURES also in pictures. */
describe('e2e/Claude in pictures', function () {
  this.timeout(200_000);
  const editor = useEditor({
    ...pictureSize,
    createRepository: createVerseRepository,
    settings,
    // Signed in with a plan: only those have usage limits.
    env: {
      ANTHROPIC_API_KEY: undefined,
      CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-not-real',
      CLAUDE_CODE_MAX_RETRIES: '10',
    },
  });
  const pictures = (name: string, more = {}): Promise<void> => takePictures(editor(), name, { ...settings, ...more });

  async function start(prompt: string, turns: readonly Turn[], rest: Partial<Lane> = {}): Promise<Scene> {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    model.load({ lanes: [{ name: prompt, when: { prompt }, turns, ...rest }] });
    await timeline.open();
    await timeline.submit(prompt);
    const task = timeline.task(prompt);
    return {
      task,
      timeline,
      says: async (status, ...details) => {
        await timeline.reach(prompt, status, 30_000);
        assert.deepEqual(await textsOf(task.locator('.task-head .detail')), details);
      },
      press: button => timeline.press(prompt, button),
    };
  }

  it('a permission: what would run or change, and what always allowing it would write', async () => {
    const command =
      'npm install --save-exact a-package-with-a-long-name@1.2.3 && npm run build -- --verbose --everything';
    const { task, says, press } = await start('Write line three in words', [
      { content: ['I need a package for this.', bash(command)] },
      { content: [editLine('poem.txt', 'line 3', 'line three')] },
      { content: ['Nothing was changed.'] },
    ]);
    await says('Waiting for your permission', 'Allow or deny what Claude asks for below.');
    const request = task.locator('.permission', { hasText: 'Claude asks to use' });
    await request.getByText(command).first().waitFor();
    await pictures('claude-1-permission');
    await press('Always Allow…');
    await request.locator('.rules').waitFor();
    await pictures('claude-2-permission-always');
    await press('Deny');
    await request.locator('.edit', { hasText: 'line three' }).waitFor();
    await pictures('claude-3-permission-edit');
    await press('Deny');
    await says('Completed');
  });

  it('a question of Claude’s', async () => {
    const question = 'Which of the two spellings do you want in the poem?';
    const options = [
      { label: 'Words', description: 'line three, as one says it' },
      { label: 'Digits', description: 'line 3, as it is in the song' },
    ];
    const ask: Block = {
      tool: 'AskUserQuestion',
      input: { questions: [{ question, header: 'Spelling', multiSelect: false, options }] },
    };
    const { task, says, press } = await start('Spell the numbers', [{ content: [ask] }]);
    await says('Claude has a question', 'Answer it below.');
    await task.getByText(question).first().waitFor();
    await pictures('claude-4-question');
    await press('Cancel Task');
    await says('Cancelled');
  });

  it('a plan, in the timeline and as a document', async () => {
    const { window } = editor();
    const plan =
      '# Spell the numbers\n\n1. Write `line three` in `poem.txt`\n2. Leave `song.txt` alone\n\n**Risk**: none';
    await new TimelineDriver(window).open();
    await window.frame().locator('.composer select').selectOption({ label: 'Plan first' });
    const { task, timeline, says, press } = await start('Plan the spelling', [
      { content: [{ tool: 'ExitPlanMode', input: { plan } }] },
      { content: ['Then I leave it.'] },
    ]);
    await says(
      'Claude’s plan waits for you',
      'Read it, then approve it or ask for changes.',
      'Otherwise than set: plan first',
    );
    await task.locator('.plan li', { hasText: 'Leave song.txt alone' }).waitFor();
    await pictures('claude-5-plan');
    await press('Open Plan');
    await window.page.locator('.editor-instance .view-line', { hasText: 'Spell the numbers' }).waitFor();
    await pictures('claude-6-plan-document');
    await window.runCommand('View: Close Editor');
    await timeline.open();
    await press('Ask for Changes');
    await says('Completed', 'Otherwise than set: plan first');
    await window.frame().locator('.composer select').selectOption({ label: 'Permissions as set' });
  });

  it('a queue of messages, sent one by one, and paused once the turn was stopped', async () => {
    const prompt = 'Work for a while';
    const { task, timeline, says, press } = await start(prompt, [], { onExhausted: { broken: 'hang' } });
    await says('Claude is working');
    const messages = [
      'Also spell the numbers of the song, and when you are there make sure that each of its lines ends with a full stop',
      'Then read both aloud',
      'And tell me which is better',
    ];
    for (const message of messages) {
      await press('Send Message…');
      await timeline.fillForm(prompt, message, 'Send');
      await task.locator('.queued', { hasText: message }).waitFor();
    }
    assert.deepEqual(await textsOf(task.locator('.messages .when')), ['Sent when the turn has gone well']);
    assert.deepEqual(await textsOf(task.locator('.queued .text')), messages);
    await pictures('claude-7-queue');
    const { quickInput } = editor().window;
    await editor().window.runCommand('Autobot: Manage Queued Messages…');
    await quickInput.pick('And tell me which is better');
    await quickInput.rows.filter({ hasText: 'Move Up' }).click();
    const moved = [messages[0], messages[2], messages[1]];
    await eventually(async () => (await textsOf(task.locator('.queued .text'))).join(), moved.join());
    await task.locator('.queued').nth(1).getByTitle('Edit').click();
    await task.locator('.queued.editing').waitFor();
    await pictures('claude-8-queue-editing');
    await press('Interrupt');
    await says('Completed', 'Stopped by you.');
    await task.locator('.messages .when', { hasText: 'Paused: the turn was stopped.' }).waitFor();
    await pictures('claude-9-queue-paused');
  });

  it('a request that is tried again, with the reason', async () => {
    const error = { status: 429, type: 'rate_limit_error', message: 'slow down' };
    const { says, press } = await start('Ask an API that is busy', [], {
      onExhausted: { error, headers: { 'retry-after': '30' } },
    });
    await says(
      'Trying again, attempt 1 of 10: too many requests (429)',
      'Wait, or interrupt Claude and resume the task later.',
    );
    await pictures('claude-10-retrying');
    await press('Interrupt');
    await says('Completed', 'Stopped by you.');
  });

  it('what runs in the background after the answer', async () => {
    const sleep: Block = {
      tool: 'Bash',
      input: { command: 'sleep 1000', run_in_background: true, description: 'Wait' },
    };
    const { timeline, says, press } = await start('Start something long', [
      { content: [sleep] },
      { content: ['It runs.'] },
    ]);
    await says('Running in the background: Wait', 'The turn ends when it is done. Interrupt ends it now.');
    await pictures('claude-11-background');
    await press('Interrupt');
    await timeline.reach('Start something long', 'Completed');
  });

  it('an answer after which Claude does not say that it is done', async () => {
    const fake = new FakeClaude(
      `${answersSetup}greet(); heard('user', () => { state('running'); speak('All done.'); result(); });`,
    );
    const { server } = editor();
    const more = { ...settings, 'autobot.claude.path': fake.path };
    try {
      for (const each of wantsPictures ? allLooks : allLooks.slice(0, 1)) {
        await look(editor(), each, more);
        const { says } = await start(`Answer and linger, ${each}`, []);
        await says('Claude has answered, but does not end its turn', 'The turn is ended in a moment.');
        if (wantsPictures) {
          await takePicture(editor(), `claude-12-lingers-${each}`);
        }
        await says('Completed');
      }
    } finally {
      server.changeSettings(settings);
      fake.dispose();
    }
  });

  if (wantsPictures) {
    it('silence', async function () {
      this.timeout(200_000);
      const { timeline, says, press } = await start('Be silent', [], { onExhausted: { broken: 'hang' } });
      await timeline.reach('Be silent', 'Nothing heard from Claude');
      await says(
        'Nothing heard from Claude',
        'It may still be thinking. Wait, or interrupt it; Cancel Task ends it for good.',
      );
      await pictures('claude-13-silent');
      await press('Cancel Task');
      await says('Cancelled');
    });
  }

  it('a usage limit: until when, and whether it goes on by itself', async () => {
    const reset = String(Math.ceil(Date.now() / 1000) + 3600);
    const limit = 'anthropic-ratelimit-unified';
    const { task, timeline, press } = await start('Work until the limit', [], {
      onExhausted: {
        error: { status: 429, type: 'rate_limit_error', message: 'limit' },
        headers: {
          ...{ [`${limit}-status`]: 'rejected', [`${limit}-reset`]: reset, [`${limit}-5h-reset`]: reset },
          ...{ [`${limit}-representative-claim`]: 'five_hour', 'x-should-retry': 'false' },
        },
      },
    });
    await timeline.reach('Work until the limit', 'Parked at a usage limit');
    await task.locator('.detail', { hasText: 'It goes on when you resume it, or by itself if you agree.' }).waitFor();
    await pictures('claude-14-parked');
    await press('Go On by Itself');
    await task.locator('.detail', { hasText: 'It then goes on by itself.' }).waitFor();
    await pictures('claude-15-parked-goes-on');
  });
});

/** A task that has been started. */
interface Scene {
  readonly task: Locator;
  readonly timeline: TimelineDriver;
  /** Wait for these words of its state, with these lines below them. */
  readonly says: (status: string, ...details: string[]) => Promise<void>;
  readonly press: (button: string) => Promise<void>;
}
