import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GateCancelled } from '../../../src/gates/runGate';
import { runGates, type GateProgress } from '../../../src/gates/runGates';
import { GateFolder, gateOf } from './gateFolder';

describe('gates/runGates', () => {
  let folder: GateFolder;
  let logFolder: string;
  let story: string[];

  beforeEach(() => {
    folder = new GateFolder();
    logFolder = join(folder.path, 'logs');
    story = [];
  });
  afterEach(() => folder.remove());

  const onChange = (progress: GateProgress): void => {
    const said = {
      queued: '',
      running: '',
      output: progress.type === 'output' ? ` ${progress.text.trim()}` : '',
      done: '',
    };
    story.push(
      `${progress.type} ${progress.gate.name}${said[progress.type]}${progress.type === 'done' ? ` ${progress.run.verdict}` : ''}`,
    );
  };

  it('runs lower orders first, and all of them, with the results as defined', async () => {
    const gates = [
      gateOf('echo late', { name: 'late', order: 2 }),
      gateOf('exit 1', { name: 'first', order: 1 }),
      gateOf('exit 1', { name: 'off', order: 0, enabled: false }),
    ];
    const results = await runGates({ gates, cwd: folder.path, logFolder, onChange });
    assert.deepEqual(
      results.map(({ gate, run }) => [gate.name, run.verdict]),
      [
        ['late', 'passed'],
        ['first', 'failed'],
      ],
    );
    assert.deepEqual(story, [
      'queued late',
      'queued first',
      'running first',
      'done first failed',
      'running late',
      'output late late',
      'done late passed',
    ]);
  });

  it('runs equal orders side by side', async () => {
    // Each ends only once it has seen the other.
    const meet = (own: string, other: string): string => `touch ${own}; until [ -e ${other} ]; do sleep 0.01; done`;
    const gates = [gateOf(meet('a', 'b'), { name: 'a' }), gateOf(meet('b', 'a'), { name: 'b' })];
    const results = await runGates({ gates, cwd: folder.path, logFolder });
    assert.deepEqual(
      results.map(({ run }) => run.verdict),
      ['passed', 'passed'],
    );
  });

  it('runs no more than four at once', async () => {
    const command = 'mkdir -p on; touch on/$$; ls on | wc -l; sleep 0.1; rm on/$$';
    const gates = Array.from({ length: 9 }, (_, i) => gateOf(command, { name: `gate ${i}` }));
    const results = await runGates({ gates, cwd: folder.path, logFolder });
    const most = Math.max(...results.map(({ run }) => Number(run.output)));
    assert.ok(most <= 4 && most > 1, `${most} at once`);
  });

  it('skips what waits for a gate that did not pass, and what waits for that, in words; the rest runs', async () => {
    const gates = [
      gateOf('exit 0', { name: 'end to end', after: ['package'] }),
      gateOf('exit 0', { name: 'package', after: ['build'] }),
      gateOf('exit 1', { name: 'build' }),
      gateOf('exit 0', { name: 'docs', after: ['lint'] }),
      gateOf('exit 0', { name: 'lint' }),
    ];
    const results = await runGates({ gates, cwd: folder.path, logFolder });
    assert.deepEqual(
      results.map(({ gate, run }) => [gate.name, run.verdict, run.message]),
      [
        ['end to end', 'skipped', 'Skipped: it waits for “package”, which did not pass.'],
        ['package', 'skipped', 'Skipped: it waits for “build”, which did not pass.'],
        ['build', 'failed', 'Exit code 1.'],
        ['docs', 'passed', undefined],
        ['lint', 'passed', undefined],
      ],
    );
  });

  it('stops at the first failure that counts, if it is to: what would come later is skipped', async () => {
    const gates = [
      gateOf('exit 1', { name: 'only reports', failOnError: false }),
      gateOf('exit 1', { name: 'fails', order: 1 }),
      gateOf('exit 0', { name: 'later', order: 2 }),
    ];
    const verdicts = async (stopAtFirstFailure: boolean): Promise<string[]> => {
      const results = await runGates({ gates, cwd: folder.path, logFolder, stopAtFirstFailure });
      return results.map(({ run }) => [run.verdict, run.message].join(' ').trim());
    };
    const failures = ['failed Exit code 1.', 'failed Exit code 1.'];
    const skipped = 'skipped Skipped: “fails” did not pass, and the setting says to stop there.';
    assert.deepEqual(await verdicts(false), [...failures, 'passed']);
    assert.deepEqual(await verdicts(true), [...failures, skipped]);
  });

  it('writes a log for each, whatever it is called', async () => {
    const gates = [gateOf('echo 1', { name: '../../ü/x' }), gateOf('echo 2', { name: '../../ü/x' })];
    const results = await runGates({ gates, cwd: folder.path, logFolder });
    assert.deepEqual(readdirSync(logFolder).sort(), ['1-..-..-x.log', '2-..-..-x.log']);
    assert.deepEqual(
      results.map(({ logFile }) => readFileSync(logFile, 'utf8')),
      ['1\n', '2\n'],
    );
  });

  it('stops all when cancelled, and starts no further one', async () => {
    const controller = new AbortController();
    const gates = [
      gateOf('echo up; sleep 60', { name: 'first' }),
      gateOf('touch started', { name: 'second', order: 1 }),
    ];
    const done = runGates({
      gates,
      cwd: folder.path,
      logFolder,
      onChange: progress => {
        onChange(progress);
        if (progress.type === 'output') {
          controller.abort();
        }
      },
      signal: controller.signal,
    });
    await assert.rejects(done, GateCancelled);
    assert.deepEqual(story, ['queued first', 'queued second', 'running first', 'output first up']);
    assert.equal(existsSync(join(folder.path, 'started')), false);
  });

  it('has nothing to say without gates', async () => {
    assert.deepEqual(await runGates({ gates: [], cwd: folder.path, logFolder }), []);
  });
});
