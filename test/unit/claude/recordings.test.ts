import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { StreamDecoder } from '../../../src/claude/decode';
import type { AgentEvent } from '../../../src/core/agent';
import { LineSplitter } from '../../../src/os/lineSplitter';

const Recording = z.object({ recording: z.string(), lines: z.array(z.string()) });
type Recording = z.infer<typeof Recording>;

/** What six versions of the real CLI printed in 453 situations, but for nine lines of several megabytes. */
const recordings: readonly Recording[] = gunzipSync(readFileSync('test/fixtures/claude/recordings.ndjson.gz'))
  .toString('utf8')
  .split('\n')
  .filter(line => line !== '')
  .map(line => Recording.parse(JSON.parse(line)));

const Line = z.looseObject({
  type: z.string(),
  subtype: z.string().optional(),
  error: z.string().optional(),
  request: z.looseObject({ subtype: z.string() }).optional(),
  message: z.unknown().optional(),
});

const Blocks = z.looseObject({ content: z.array(z.looseObject({ type: z.string() })) });

/** What a recording tells, counted by reading it plainly. */
function plainCounts(lines: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (name: string): number => (counts[name] = (counts[name] ?? 0) + 1);
  for (const line of lines.map(text => Line.parse(JSON.parse(text)))) {
    const blocks = Blocks.safeParse(line.message).data?.content ?? [];
    if (line.type === 'assistant' && line.error === undefined) {
      blocks.filter(({ type }) => type === 'text' || type === 'tool_use').forEach(({ type }) => count(type));
    } else if (line.type === 'user') {
      blocks.filter(({ type }) => type === 'tool_result').forEach(({ type }) => count(type));
    } else if (line.subtype === 'api_retry' || line.subtype === 'init') {
      count(line.subtype);
    } else if (line.request?.subtype === 'can_use_tool') {
      count('asked');
    }
  }
  return counts;
}

const names: Partial<Record<AgentEvent['type'], string>> = {
  text: 'text',
  toolCall: 'tool_use',
  toolResult: 'tool_result',
  retry: 'api_retry',
  started: 'init',
  permission: 'asked',
  question: 'asked',
  plan: 'asked',
};

function eventCounts(events: readonly AgentEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const event of events) {
    const name = names[event.type];
    const isEnd = event.type === 'text' && event.text === ''; // of a piece that broke off
    if (name !== undefined && !isEnd) {
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}

function decode(lines: readonly string[]): AgentEvent[] {
  const decoder = new StreamDecoder();
  return [...lines.flatMap(line => decoder.decode(line)), ...decoder.release()];
}

describe('claude/recordings', () => {
  it('are all there', () => {
    assert.equal(recordings.length, 453);
  });

  it('hold no line that is not understood', () => {
    const strange = recordings.flatMap(({ recording, lines }) =>
      decode(lines).flatMap(event =>
        event.type === 'unrecognised' ? [`${recording}: ${event.why} ${event.line.slice(0, 200)}`] : [],
      ),
    );
    assert.deepEqual(strange, []);
  });

  it('lose no event', () => {
    for (const { recording, lines } of recordings) {
      assert.deepEqual(eventCounts(decode(lines)), plainCounts(lines), recording);
    }
  });

  it('end each turn once, with the outcome of its last result', () => {
    for (const { recording, lines } of recordings) {
      const results = lines.filter(line => /"type":"result"/.test(line)).length;
      const ends = decode(lines).filter(event => event.type === 'turnEnded').length;
      assert.ok(ends <= results && ends >= Math.min(results, 1), `${recording}: ${results} results, ${ends} ends`);
    }
  });

  it('tell the same cut at every byte', () => {
    for (const { recording, lines } of recordings) {
      const bytes = Buffer.from(lines.map(line => `${line}\n`).join(''));
      const splitter = new LineSplitter();
      const seen: string[] = [];
      for (let at = 0; at < bytes.length; at++) {
        seen.push(...splitter.push(bytes.subarray(at, at + 1)));
      }
      assert.deepEqual([...seen, ...splitter.end()], lines, recording);
    }
  });
});
