import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StreamDecoder } from '../../../src/claude/decode';
import { findPastSessions } from '../../../src/claude/pastSessions';
import { readPastTurns } from '../../../src/claude/pastTurns';
import { storyOf } from '../../helpers/fakeClaude/story';

/** What CLI 2.1.330 kept of sessions, without its own requests and reminders. */
const recordings = join('test', 'fixtures', 'claude', 'sessions');
const [one, two] = ['11111111-2222-4333-8444-555555555555', '22222222-2222-4333-8444-555555555555'];

describe('claude/pastSessions', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'autobot-past-')));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Put a recording where the CLI keeps what was said in `cwd`. */
  function keep(cwd: string, id: string, text: string): string {
    const place = join(folder, 'projects', cwd.replaceAll(/[^0-9A-Za-z]/g, '-'));
    mkdirSync(place, { recursive: true });
    const file = join(place, `${id}.jsonl`);
    writeFileSync(file, text);
    return file;
  }
  const recording = (name: string, cwd: string): string =>
    readFileSync(join(recordings, `${name}.jsonl`), 'utf8').replaceAll(
      /"cwd":"[^"]*"/g,
      `"cwd":${JSON.stringify(cwd)}`,
    );

  it('are those of the folder and of folders in it, with what was asked first', async () => {
    const shop = join(folder, 'shop');
    const below = join(shop, 'src');
    const beside = join(folder, 'shop-2');
    const first = keep(shop, one, recording('twoTurns', shop));
    const second = keep(below, two, recording('interrupted', below));
    keep(beside, two, recording('interrupted', beside));
    keep(shop, '33333333-2222-4333-8444-555555555555', '{"type":"mode","mode":"normal"}\n');
    keep(shop, 'agent-1', recording('twoTurns', shop));
    const found = await findPastSessions(shop, join(folder, 'projects'));
    assert.deepEqual(
      found
        .toSorted((a, b) => a.id.localeCompare(b.id))
        .map(({ id, file, folder: place, prompt, branch }) => ({ id, file, place, prompt, branch })),
      [
        { id: one, file: first, place: shop, prompt: 'Make a.txt say two', branch: 'main' },
        { id: two, file: second, place: below, prompt: 'Look around with <care>', branch: 'main' },
      ],
    );
    assert.deepEqual(await findPastSessions(shop, join(folder, 'none')), []);
  });

  for (const name of ['twoTurns', 'interrupted', 'background']) {
    it(`tell the story of ${name}, prompt by prompt`, async () => {
      const turns = await readPastTurns(join(recordings, `${name}.jsonl`));
      const decoder = new StreamDecoder();
      const story = turns.flatMap(({ prompt, outcome, lines }) => [
        `# ${prompt} (${outcome})`,
        ...storyOf(lines.flatMap(({ line }) => decoder.decode(line))),
      ]);
      assert.equal(`${story.join('\n')}\n`, readFileSync(join(recordings, `${name}.story.txt`), 'utf8'));
      assert.ok(
        turns.every(({ startedAt, endedAt, lines }) => lines.every(({ at }) => at >= startedAt && at <= endedAt)),
      );
    });
  }

  it('tell as much as is there when the file is cut short anywhere', async () => {
    const lines = recording('twoTurns', folder).split('\n');
    for (let count = 0; count <= lines.length; count++) {
      const text = lines.slice(0, count).join('\n');
      const file = keep(folder, one, text.slice(0, Math.max(0, text.length - 5)));
      for (const { lines: kept } of await readPastTurns(file)) {
        assert.match(kept.at(-1)?.line ?? '', /"turnEnded"/);
      }
    }
  });

  it('know a command from a prompt, and what the CLI says in the user’s name from both', async () => {
    const said = (content: string, more: object = {}): string =>
      JSON.stringify({
        ...{ type: 'user', timestamp: '2026-01-02T03:04:05.000Z', cwd: folder, gitBranch: '' },
        ...{ message: { role: 'user', content }, ...more },
      });
    const reply = JSON.stringify({
      ...{ type: 'assistant', timestamp: '2026-01-02T03:04:06.000Z', cwd: folder },
      message: { id: 'm', role: 'assistant', content: [{ type: 'text', text: 'Yes.' }], stop_reason: 'end_turn' },
    });
    const file = keep(
      folder,
      one,
      [
        said('Caveat', { isMeta: true }),
        said('<command-name>/clear</command-name>\n<command-args></command-args>'),
        said('<local-command-stdout>cleared</local-command-stdout>'),
        said(
          '<command-message>review</command-message>\n<command-name>/review</command-name>\n<command-args>a b</command-args>',
        ),
        reply,
        said('This session is being continued', { isCompactSummary: true }),
        said('Say what is here', { isSidechain: true }),
        reply,
        'not a line',
      ].join('\n'),
    );
    const turns = await readPastTurns(file);
    assert.deepEqual(
      turns.map(({ prompt, branch, text, lines }) => [prompt, branch, text, lines.length]),
      [['/review a b', null, 'Yes.', 3]],
    );
  });
});
