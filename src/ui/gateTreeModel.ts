import { t } from '@vscode/l10n';
import type { GateSource, MatcherSetting } from '../core/gate';
import type { Repository } from '../core/model';
import type { GateEntry } from './gateConfigModel';
import { inSeconds, joined, labelOf, type NodeIcon, type TreeNode } from './treeNode';

/** A repository with its gates in the order they run. */
export interface RepositoryGates {
  readonly repository: Repository;
  readonly entries: readonly GateEntry[];
}

/** A node of the QA Gates view. */
export interface GateTreeNode extends TreeNode {
  readonly children: () => readonly GateTreeNode[];
  /** `null`: a repository. */
  readonly entry: GateEntry | null;
}

/** Repository > gates. Nothing while no repository has any: a welcome shows then. */
export function buildGateTree(repositories: readonly RepositoryGates[]): GateTreeNode[] {
  const hasGates = repositories.some(({ entries }) => entries.length > 0);
  return hasGates ? repositories.map(repositoryNode) : [];
}

function repositoryNode({ repository, entries }: RepositoryGates): GateTreeNode {
  const { name, path } = repository;
  const enabled = entries.filter(({ gate }) => gate.enabled).length;
  const summary = entries.length === 0 ? t('no gates') : t`${enabled} of ${entries.length} on`;
  return {
    id: `gates:${path}`,
    kind: 'repository',
    label: labelOf(name),
    description: summary,
    tooltip: path,
    accessibilityLabel: t`Repository ${name}, ${summary}`,
    icon: { id: 'repo' },
    contextValue: 'repository',
    collapse: entries.length === 0 ? 'none' : 'expanded',
    children: () => entries.map(entry => gateNode(repository, entry, entries)),
    ...{ argument: path, repository: path, session: null, entry: null },
  };
}

function gateNode(repository: Repository, entry: GateEntry, all: readonly GateEntry[]): GateTreeNode {
  const { gate, config } = entry;
  const { name, command, enabled, source, failOnError, timeout, order, problemMatcher } = gate;
  const beside = all.filter(other => other.gate.order === order && other !== entry).map(other => other.gate.name);
  const weight = failOnError ? t('keeps the task from review unless it passes') : t('only reports');
  const side = beside.length === 0 ? '' : t`, side by side with ${beside.join(', ')}`;
  const state = enabled ? t('on') : t('off');
  const general = config?.repositoryId === null ? t('For all repositories') : '';
  const facts = [
    `${name} (${state})`,
    command,
    t`Time limit ${inSeconds(timeout)}; ${weight}`,
    t`Order ${order}${side}`,
    problemMatcher === null ? '' : t`Findings read by ${matcherName(problemMatcher)}`,
    sourceTexts[source],
    general,
  ];
  return {
    id: `gate:${repository.path}:${name}`,
    kind: 'gate',
    label: labelOf(name),
    description: joined(
      labelOf(command),
      !failOnError && t('only reports'),
      source === 'settings' && t('from settings'),
    ),
    tooltip: facts.filter(line => line !== '').join('\n'),
    accessibilityLabel: t`Gate ${name}, ${state}, ${command}, ${weight}, ${sourceTexts[source]}`,
    icon: enabled ? sourceIcons[source] : { id: 'circle-slash', color: 'disabledForeground' },
    contextValue: `gate.${source}`,
    collapse: 'none',
    children: () => [],
    argument: { repository: repository.path, gate: name },
    ...{ repository: repository.path, session: null, entry },
  };
}

function matcherName(matcher: MatcherSetting): string {
  const names = [matcher].flat().map(one => (typeof one === 'string' ? one : t('a problem matcher of its own')));
  return names.length === 0 ? 'Autobot' : names.join(', ');
}

export const sourceTexts: Record<GateSource, string> = {
  detected: t('Detected in the repository'),
  user: t('Set by you'),
  settings: t('From the setting autobot.qaGates; change it there'),
};

const sourceIcons: Record<GateSource, NodeIcon> = {
  detected: { id: 'beaker' },
  user: { id: 'beaker' },
  settings: { id: 'settings-gear' },
};
