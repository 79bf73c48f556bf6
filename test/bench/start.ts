import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ClaudeSetups } from '../../src/app/claudeSetup';
import { claudeAgent } from '../../src/claude/claudeAgent';
import { GitSetup } from '../../src/app/gitSetup';
import { isBlocked } from '../../src/app/preFlight/check';
import { runPreFlight } from '../../src/app/preFlight/runPreFlight';
import { detectGates } from '../../src/gates/detect';
import { keepTree } from '../../src/git/snapshotRefs';
import { snapshotTree } from '../helpers/snapshotTree';
import { FakeClaude } from '../helpers/fakeClaude/fakeClaude';
import { TestEditors } from '../helpers/testEditors';
import { testSettings } from '../helpers/testAutobot';
import { compare, type Figure } from './figure';
import { LargeRepository } from './largeRepository';

/** Pre-flight (the setup check cached) and the first snapshot; against making and removing a work tree. */
export async function start(): Promise<Figure> {
  const repository = new LargeRepository(30_000);
  const claude = new FakeClaude(`
    console.log(process.argv.includes('auth') ? '{"loggedIn":true,"authMethod":"api_key"}' : '2.1.330 (Claude Code)');
    process.exit();`);
  try {
    const setups = new ClaudeSetups(claudeAgent, () => claude.path);
    await setups.get();
    const git = new GitSetup();
    const workspace = {
      isTrusted: () => true,
      folders: () => [repository.path],
      settings: () => testSettings(claude.path),
      editors: new TestEditors(),
      problemMatchers: () => ({ matchers: [], patterns: [] }),
    };
    const place = join(repository.folder, 'work-tree');
    return await compare('start', 0.1, 5, {
      ours: async () => {
        const report = await runPreFlight({
          repository: repository.path,
          storage: repository.folder,
          workspace,
          git,
          claude: setups,
          others: [],
          gates: async () => (await detectGates(repository.path)).gates,
          waived: new Set(),
        });
        assert.ok(!isBlocked(report));
        const tree = await snapshotTree(repository.path);
        await keepTree(repository.path, tree, { task: 'bench', turn: 1, kind: 'start' });
      },
      other: () => {
        repository.git('worktree', 'add', '--quiet', '--detach', place);
        return Promise.resolve(repository.git('worktree', 'remove', '--force', place));
      },
    });
  } finally {
    claude.dispose();
    repository.dispose();
  }
}
