import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { claudeEnvironment, taskArguments } from '../../../src/claude/arguments';
import { resolvePermissionMode } from '../../../src/claude/permissionMode';

describe('claude/arguments', () => {
  const options = {
    program: '/claude',
    cwd: '/',
    task: 't1',
    session: 'id',
    resume: false,
    model: null,
    maxBudgetUsd: null,
  };
  const chosen = (more: Partial<typeof options> & object, mode: string | null): string[] =>
    taskArguments({ ...options, ...more }, mode).slice(6);

  it('begins a session or goes on with one', () => {
    assert.deepEqual(chosen({}, 'plan'), ['--permission-mode=plan', '--session-id=id']);
    assert.deepEqual(chosen({ resume: true }, null), ['--resume=id']);
  });

  it('passes model and budget only when they are set', () => {
    const all = taskArguments({ ...options, model: 'opus', maxBudgetUsd: 2.5 }, null);
    assert.deepEqual(all.slice(-2), ['--model=opus', '--max-budget-usd=2.5']);
  });

  it('takes out what an outer Claude session or VS Code has set', () => {
    const names = [
      'CLAUDECODE',
      'CLAUDE_CODE_SESSION_ID',
      'CLAUDE_CODE_MESSAGING_PORT',
      'ELECTRON_RUN_AS_NODE',
      'CLAUDE_CODE_USE_BEDROCK',
    ];
    const before = names.map(name => process.env[name]);
    names.forEach(name => (process.env[name] = '1'));
    try {
      const env = claudeEnvironment({ EXTRA: 'x' });
      assert.deepEqual(
        [...names, 'EXTRA'].filter(name => name in env),
        ['CLAUDE_CODE_USE_BEDROCK', 'EXTRA'],
      );
    } finally {
      names.forEach((name, i) => {
        if (before[i] === undefined) {
          Reflect.deleteProperty(process.env, name);
        } else {
          process.env[name] = before[i];
        }
      });
    }
  });
});

describe('claude/permissionMode', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'mode-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const inherit = (files: Record<string, string>): string | null => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    return resolvePermissionMode('inherit', join(root, 'repository'), { HOME: join(root, 'home') });
  };
  const plan = '{"permissions":{"defaultMode":"plan"}}';

  it('accepts edits where the developer chose nothing', () => {
    assert.equal(inherit({ 'home/.claude/settings.json': '{"permissions":{"allow":[]}}' }), 'acceptEdits');
    assert.equal(inherit({ 'home/.claude/settings.json': '{broken' }), 'acceptEdits');
  });

  for (const file of [
    'home/.claude/settings.json',
    'repository/.claude/settings.json',
    'repository/.claude/settings.local.json',
  ]) {
    it(`leaves the choice to the CLI when it is in ${file}`, () => assert.equal(inherit({ [file]: plan }), null));
  }

  it('looks in the configuration folder that Claude uses', () => {
    writeFileSync(join(root, 'settings.json'), plan);
    assert.equal(resolvePermissionMode('inherit', '/nowhere', { CLAUDE_CONFIG_DIR: root }), null);
  });

  it('passes on what the setting names', () => assert.equal(resolvePermissionMode('plan', root), 'plan'));
});
