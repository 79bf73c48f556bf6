import { t } from '@vscode/l10n';
import type { Gate } from '../core/gate';
import type { GateConfig } from '../core/model';

/** A gate that applies to a repository, with the stored row that can be edited; none when the settings define it. */
export interface GateEntry {
  readonly gate: Gate;
  readonly config: GateConfig | null;
}

/** What a node of the QA Gates view passes to its commands. */
export interface GateArgument {
  /** Path of the repository. */
  readonly repository: string;
  /** The gate's name. */
  readonly gate: string;
}

/** The gates of a repository in the order they run. */
export function gateEntries(gates: readonly Gate[], stored: readonly GateConfig[]): GateEntry[] {
  return gates
    .toSorted((a, b) => a.order - b.order)
    .map(gate => {
      const config = gate.source === 'settings' ? undefined : stored.find(row => row.name === gate.name);
      return { gate, config: config ?? null };
    });
}

/** What is wrong with a name for a new gate, in words. */
export function nameProblem(name: string, taken: readonly string[]): string | undefined {
  const text = name.trim();
  if (text === '') {
    return t('Give the gate a name.');
  }
  if (text.length > 100) {
    return t('The name must have at most 100 characters.');
  }
  if (hasControls(text)) {
    return t('The name must not hold control characters.');
  }
  return taken.includes(text) ? t`There is already a gate named “${text}”.` : undefined;
}

export function commandProblem(command: string): string | undefined {
  if (command.trim() === '') {
    return t('Give the command that judges, such as “npm test”.');
  }
  return command.includes('\0') ? t('The command must not hold a NUL character.') : undefined;
}

const longestTime = 24 * 60 * 60;

export function secondsProblem(seconds: string): string | undefined {
  const isWhole = /^\d{1,6}$/.test(seconds.trim());
  return isWhole && Number(seconds) >= 1 && Number(seconds) <= longestTime
    ? undefined
    : t('Give a whole number of seconds, from 1 to 86400 (24 hours).');
}

export function orderProblem(order: string): string | undefined {
  return /^-?\d{1,6}$/.test(order.trim()) ? undefined : t('Give a whole number. Lower ones run first.');
}

/** The order that puts a new gate beside those that run last. */
export function lastOrder(gates: readonly Pick<Gate, 'order'>[]): number {
  return gates.length === 0 ? 0 : Math.max(...gates.map(gate => gate.order));
}

/** The row after the user has changed it: what they wrote is theirs, and detection leaves it alone. */
export function edited(
  config: GateConfig,
  facts: Pick<GateConfig, 'command' | 'timeout' | 'failOnError' | 'order' | 'problemMatcher'>,
): GateConfig {
  return { ...config, ...facts, source: 'user' };
}

/**
 * The rows that change when a gate takes another's place in the list (`null`: the end).
 *
 * The moved gate gets a step of its own there. Others that ran side by side go on doing so, unless it came between
 * them, and keep their numbers as far as possible. Gates of the settings stay where the settings put them.
 */
export function moveGate(entries: readonly GateEntry[], moved: string, target: string | null): GateConfig[] {
  const from = entries.findIndex(({ gate }) => gate.name === moved);
  const to = target === null ? entries.length - 1 : entries.findIndex(({ gate }) => gate.name === target);
  if (from < 0 || to < 0 || from === to || !entries[from]?.config) {
    return [];
  }
  const others = entries.toSpliced(from, 1);
  const steps = [...stepsOf(others.slice(0, to)), entries.slice(from, from + 1), ...stepsOf(others.slice(to))];
  let last = Math.min(0, ...entries.map(({ gate }) => gate.order)) - 1;
  return steps.flatMap(step => {
    const wanted = step[0]?.gate.name === moved ? last + 1 : (step[0]?.gate.order ?? 0);
    const isFixed = step.some(({ config }) => config === null);
    const order = isFixed ? wanted : Math.max(last + 1, wanted);
    last = Math.max(last, order);
    return step.flatMap(({ config }) => (config && config.order !== order ? [{ ...config, order }] : []));
  });
}

/** Neighbours that run side by side. */
function stepsOf(entries: readonly GateEntry[]): GateEntry[][] {
  return [...Map.groupBy(entries, ({ gate }) => gate.order).values()];
}

function hasControls(text: string): boolean {
  return /[\0-\u001f\u007f]/.test(text);
}
