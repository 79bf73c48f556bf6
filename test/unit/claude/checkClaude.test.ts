import assert from 'node:assert/strict';
import { checkClaude, isOlder } from '../../../src/claude/checkClaude';
import { FakeClaude } from '../../helpers/fakeClaude/fakeClaude';

/** Prints as long as somebody reads. */
const flood = `const flood = () => { while (process.stdout.write('y'.repeat(1000))); process.stdout.once('drain', flood); }; flood();`;

describe('claude/checkClaude', () => {
  const fakes: FakeClaude[] = [];
  afterEach(() => fakes.splice(0).forEach(fake => fake.dispose()));

  function fake(behaviour: string): FakeClaude {
    const made = new FakeClaude(behaviour);
    fakes.push(made);
    return made;
  }

  /** A CLI of this version that answers `auth status --json`, and nothing else, like this. */
  const claude = (version: string, auth = `console.log('{"loggedIn":true,"authMethod":"api_key"}')`): string => `
    const args = process.argv.slice(2).join(' ');
    if (args === '--version') console.log('${version} (Claude Code)');
    else if (args === 'auth status --json') { ${auth} }
    else process.exit(9);`;

  it('knows a CLI that is ready', async () => {
    assert.deepEqual(await checkClaude(fake(claude('2.1.330')).path), {
      outcome: 'ready',
      version: '2.1.330',
      tooOld: false,
      signedIn: true,
      method: 'api_key',
    });
  });

  const outcomes: [string, string, RegExp | undefined][] = [
    ['ready', claude('2.1.60'), undefined],
    ['ready', claude('2.0.77', 'process.exit(1)'), undefined],
    ['ready', claude('2.1.330', `console.log('Sign in')`), undefined],
    ['ready', claude('2.1.330', `process.exit(1)`), undefined],
    ['too_old', claude('2.0.9'), /2\.0\.9 is too old: Autobot needs 2\.0\.77/],
    ['not_signed_in', claude('2.1.330', `console.log('{"loggedIn":false}'); process.exitCode = 1`), /\/login/],
    ['not_claude', `console.log('v20.1.0')`, /is not the Claude CLI: it says "v20\.1\.0"/],
    ['not_claude', `console.log('git version 2.39.5')`, /git version/],
    ['garbage', `console.log('🎉'.repeat(500))`, /does not answer like the Claude CLI/],
    ['garbage', flood, /prints without end/],
    ['exited', `console.error('libfoo.so not found'); process.exit(127)`, /exit code 127 .*: libfoo\.so not found/],
    ['exited', ``, /exit code 0 without telling its version/],
    ['exited', `process.kill(process.pid, 'SIGKILL')`, /did not answer: .*SIGKILL/],
    ['hangs', `setInterval(() => {}, 1000)`, /did not tell its version within 0\.7 s/],
  ];
  for (const [outcome, behaviour, problem] of outcomes) {
    it(`finds ${outcome}: ${behaviour.trim().split('\n').at(-2)?.trim() ?? behaviour.slice(0, 60)}`, async () => {
      const check = await checkClaude(fake(behaviour).path, { timeout: outcome === 'hangs' ? 700 : 5000 });
      assert.equal(check.outcome, outcome, JSON.stringify(check));
      assert.match(check.problem ?? '', problem ?? /^$/);
    });
  }

  it('does not ask an old CLI who is signed in: it would take that for a prompt', async () => {
    const check = await checkClaude(fake(claude('2.0.77', `require('node:fs').writeFileSync('asked', '')`)).path);
    assert.deepEqual(
      [check.signedIn, check.warning?.split(' ').slice(0, 4).join(' ')],
      ['unknown', 'Claude CLI 2.0.77 works,'],
    );
  });

  it('tells a missing program from one that cannot be run', async () => {
    const plain = fake('').write('not a program', 0o644);
    assert.equal((await checkClaude(`${plain.path}-missing`)).outcome, 'missing');
    assert.equal((await checkClaude(plain.path)).outcome, 'not_executable');
    assert.equal((await checkClaude(plain.folder)).outcome, 'not_executable');
  });

  it('can be cancelled', async () => {
    const check = await checkClaude(fake('setInterval(() => {}, 1000)').path, { signal: AbortSignal.timeout(200) });
    assert.equal(check.outcome, 'cancelled');
  });

  it('does not wait for what the program left running', async () => {
    const behaviour = `
      require('node:child_process').spawn('sleep', ['30'], { detached: true, stdio: ['ignore', 1, 2] }).unref();
      console.log('2.1.330 (Claude Code)');`;
    const check = await checkClaude(fake(behaviour).path, { timeout: 1000 });
    assert.deepEqual([check.version, check.signedIn], ['2.1.330', 'unknown']);
  });

  it('compares versions by their numbers', () => {
    assert.deepEqual(
      [
        isOlder('2.0.9', '2.0.77'),
        isOlder('2.1.330', '2.1.175'),
        isOlder('10.0.0', '9.9.9'),
        isOlder('2.0.77', '2.0.77'),
      ],
      [true, false, false, false],
    );
  });
});
