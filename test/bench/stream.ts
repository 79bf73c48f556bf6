import assert from 'node:assert/strict';
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import { StreamDecoder } from '../../src/claude/decode';
import { appendEvent, newStream } from '../../src/core/stream';
import { GrowingFile } from '../../src/os/growingFile';
import { LineSplitter } from '../../src/os/lineSplitter';
import { compare, longestBlock, type Figure } from './figure';

const size = 100_000_000;
const heapLimit = 50_000_000;

/** Reading a transcript of 100 MB of what the CLI prints; against JSON.parse of each of its lines. */
export async function stream(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'autobot-bench-'));
  const file = join(folder, 'transcript.ndjson');
  try {
    const lines = await writeTranscript(file);
    const before = heapInUse();
    let growth = 0;
    const read = await readTranscript(file, () => (growth = Math.max(growth, heapInUse() - before)));
    assert.equal(read, lines);
    const blocked = await longestBlock(() => readTranscript(file)); // apart: looking at the heap blocks for longer
    const figure = await compare('stream', 1.2, 9, { ours: () => readTranscript(file), other: () => parseLines(file) });
    assert.ok(growth < heapLimit, `the heap grew by ${growth / 1e6} MB`);
    return { ...figure, note: `heap grew by ${Math.round(growth / 1e6)} MB, longest block ${Math.round(blocked)} ms` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What recordings of the real CLI hold, again and again. Gives the number of lines. */
async function writeTranscript(file: string): Promise<number> {
  const recorded = gunzipSync(readFileSync('test/fixtures/claude/recordings.ndjson.gz')).toString('utf8').trim();
  const all = recorded.split('\n').flatMap(line => (JSON.parse(line) as { lines: string[] }).lines);
  const text = Buffer.from(all.map(line => `${line}\n`).join(''));
  const out = createWriteStream(file);
  let lines = 0;
  for (let written = 0; written < size; written += text.length) {
    out.write(text);
    lines += all.length;
  }
  out.end();
  await finished(out);
  return lines;
}

/** As a running turn reads it: into lines, events and what the timeline shows. A turn's items go when it has ended. */
async function readTranscript(file: string, sample?: () => void): Promise<number> {
  const splitter = new LineSplitter();
  const decoder = new StreamDecoder();
  let shown = newStream('/repo');
  let lines = 0;
  let chunks = 0;
  for await (const chunk of new GrowingFile(file).more()) {
    for (const line of splitter.push(chunk)) {
      lines++;
      for (const event of decoder.decode(line)) {
        appendEvent(shown, event);
        shown = event.type === 'turnEnded' ? newStream('/repo') : shown;
      }
    }
    if (sample && chunks++ % 200 === 0) {
      sample();
    }
  }
  return lines;
}

async function parseLines(file: string): Promise<number> {
  let lines = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    JSON.parse(line);
    lines++;
  }
  return lines;
}

/** Bytes that are really in use: after a collection. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
