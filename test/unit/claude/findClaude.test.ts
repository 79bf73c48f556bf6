import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findClaude, type Surroundings } from '../../../src/claude/findClaude';

describe('claude/findClaude', () => {
  let root: string;
  beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'find-')))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function program(path: string, mode = 0o755): string {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    chmodSync(file, mode);
    return file;
  }
  const around = (searchPath: string, platform: NodeJS.Platform = 'linux'): Surroundings => ({
    platform,
    home: join(root, 'home'),
    env: { PATH: searchPath },
  });

  it('takes what the setting names, and nothing else', async () => {
    const own = program('own/claude');
    const onPath = dirname(program('bin/claude'));
    assert.deepEqual(await findClaude(own, around(onPath)), { kind: 'found', path: own });
    const gone = join(root, 'gone');
    assert.deepEqual(await findClaude(gone, around(onPath)), { kind: 'notFound', tried: [gone] });
    assert.deepEqual(await findClaude('claude', around(onPath)), { kind: 'notFound', tried: ['claude'] });
  });

  it('knows the home folder in the setting', async () => {
    const own = program('home/tools/claude');
    assert.deepEqual(await findClaude('~/tools/claude', around('')), { kind: 'found', path: own });
  });

  it('takes the first on PATH that can be run, never from a relative folder', async () => {
    program('first/claude', 0o644);
    mkdirSync(join(root, 'second', 'claude'), { recursive: true });
    const third = program('third/claude');
    const folders = ['.', 'bin', ...['first', 'second', 'third'].map(name => join(root, name))];
    assert.deepEqual(await findClaude('', around(folders.join(':'))), { kind: 'found', path: third });
  });

  it('looks in the usual places when PATH has none', async () => {
    const own = program('home/.local/bin/claude');
    assert.deepEqual(await findClaude('', around('/nowhere')), { kind: 'found', path: own });
  });

  it('tells where it looked', async () => {
    const found = await findClaude('', { ...around('/nowhere/a:/nowhere/b'), home: '/nowhere/home' });
    assert.deepEqual(found.kind === 'notFound' && found.tried.slice(0, 3), [
      '/nowhere/a/claude',
      '/nowhere/b/claude',
      '/nowhere/home/.local/bin/claude',
    ]);
  });

  it('looks for the real program behind npm’s script on Windows', async () => {
    const found = await findClaude('', {
      platform: 'win32',
      home: 'C:\\Users\\dev',
      env: { Path: 'C:\\npm;tools', APPDATA: 'C:\\Users\\dev\\AppData\\Roaming' },
    });
    assert.deepEqual(found.kind === 'notFound' && found.tried.slice(0, 4), [
      'C:\\npm\\claude.exe',
      'C:\\npm\\node_modules\\@anthropic-ai\\claude-code\\bin\\claude.exe',
      'C:\\npm\\claude.cmd',
      'C:\\Users\\dev\\.local\\bin\\claude.exe',
    ]);
  });
});
