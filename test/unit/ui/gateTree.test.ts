import assert from 'node:assert/strict';
import type { GateConfig } from '../../../src/core/model';
import { gateEntries } from '../../../src/ui/gateConfigModel';
import { gateLine } from '../../../src/ui/gatePickModel';
import { buildGateTree } from '../../../src/ui/gateTreeModel';
import { gateRow } from './gateRow';
import { repositoryRow } from './rows';
import { treeText } from './treeText';

const stored: readonly GateConfig[] = [
  gateRow('tests', 1, { command: 'npm test', timeout: 600_000 }),
  gateRow('eslint', 0, { command: 'npx eslint .', enabled: false, problemMatcher: ['$eslint-stylish', {}] }),
  gateRow('spelling', 0, { command: 'echo $(check) $(git ls-files)', failOnError: false, source: 'user' }),
];
const settings = { ...gateRow('size', 2, { command: 'npm run size' }), source: 'settings' } as const;
const entries = gateEntries([...stored, settings], stored);

describe('ui/gateTree', () => {
  it('shows the gates of each repository in the order they run', () => {
    const empty = repositoryRow({ id: 'r2', name: 'blog', path: '/home/ada/blog' });
    const roots = buildGateTree([
      { repository: repositoryRow(), entries },
      { repository: empty, entries: [] },
    ]);
    assert.equal(
      treeText(roots),
      `
shop  3 of 4 on  <repo>  repository
  eslint  npx eslint .  <circle-slash disabledForeground>  gate.detected
  spelling  echo $(check) $(git ls-files) · only reports  <beaker>  gate.user
  tests  npm test  <beaker>  gate.detected
  size  npm run size · from settings  <settings-gear>  gate.settings
blog  no gates  <repo>  repository
`.trimStart(),
    );
  });

  it('says everything about a gate in its tooltip, and offers no row of one from the settings', () => {
    const nodes = buildGateTree([{ repository: repositoryRow(), entries }])[0]?.children() ?? [];
    assert.deepEqual(
      [nodes[0]?.tooltip, nodes[3]?.tooltip],
      [
        'eslint (off)\nnpx eslint .\nTime limit 2 min; keeps the task from review unless it passes\nOrder 0, side by side with spelling\nFindings read by $eslint-stylish, a problem matcher of its own\nDetected in the repository',
        'size (on)\nnpm run size\nTime limit 2 min; keeps the task from review unless it passes\nOrder 2\nFrom the setting autobot.qaGates; change it there',
      ],
    );
    assert.deepEqual(
      nodes.map(node => node.entry?.config?.id ?? null),
      ['eslint', 'spelling', 'tests', null],
    );
  });

  it('is empty while no repository has a gate', () => {
    assert.deepEqual(buildGateTree([{ repository: repositoryRow(), entries: [] }]), []);
  });

  it('lists what can be done about each gate; a command line is never drawn as icons', () => {
    assert.deepEqual(
      entries.map(gateLine).map(({ label, description, actions }) => [label, description, actions.join(' ')]),
      [
        ['$(circle-slash) eslint', 'npx eslint .', 'enable edit'],
        ['$(pass) spelling', 'echo \\$(check) $(git ls-files)', 'disable edit delete'],
        ['$(pass) tests', 'npm test', 'disable edit'],
        ['$(pass) size', 'npm run size', 'openSettings'],
      ],
    );
  });
});
