import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { discoverRepositories } from '../../src/git/discover';
import { scanWorker } from '../helpers/scanWorker';
import { compare, type Figure, longestBlock } from './figure';

const options = { workerFile: scanWorker, maxDepth: 10, exclude: ['node_modules'] };

/** 100,000 folders with 200 repositories; against `find` with the same pruning. */
export async function scan(): Promise<Figure> {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'autobot-scan-')));
  try {
    fill(top);
    const ours = async (): Promise<void> => {
      const { repositories } = await discoverRepositories([top], options);
      assert.equal(repositories.length, 200);
    };
    const find = ['-type', 'd', '(', '-name', 'node_modules', '-prune', '-o', '-name', '.git', '-print', '-prune', ')'];
    const figure = await compare('scan', 0.6, 3, {
      ours,
      other: () => Promise.resolve(execFileSync('find', [top, ...find])),
    });
    return { ...figure, note: `host blocked for at most ${Math.round(await longestBlock(ours))} ms` };
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

/** 200 projects of 500 folders each. */
function fill(top: string): void {
  const template = join(top, 'project0');
  execFileSync('git', ['init', '--quiet', template]);
  rmSync(join(template, '.git', 'hooks'), { recursive: true });
  for (let i = 0; i < 480; i++) {
    mkdirSync(join(template, `packages${i % 8}`, `part${i % 20}`, `folder${i}`), { recursive: true });
  }
  for (let i = 1; i < 200; i++) {
    execFileSync('cp', ['-r', template, join(top, `project${i}`)]);
  }
}
