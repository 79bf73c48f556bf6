import { t } from '@vscode/l10n';
import * as z from 'zod';
import type { Gate } from '../core/gate';

/** A day; what waits longer is not a gate. */
const maxTimeout = 24 * 60 * 60 * 1000;
const defaults = {
  ...{ enabled: true, timeout: 300_000, failOnError: true, order: 0 },
  ...{ folder: '', environment: {}, after: [], problemMatcher: null, source: 'settings' as const },
};

const text = z
  .string(t('must be a text'))
  .trim()
  .min(1, t('must not be empty'))
  .refine(value => !value.includes('\0'), t('must not hold a NUL character'));
const flag = z.boolean(t('must be true or false'));

const settingsGate = z.object(
  {
    name: text.max(100, t('must have at most 100 characters')),
    command: text.exactOptional(),
    folder: z
      .string(t('must be a text'))
      .refine(isInside, t('must be a folder inside the repository, relative to its root'))
      .transform(folder => folder.replaceAll('\\', '/').replace(/^(?:\.\/)+|\/+$|^\.$/g, ''))
      .exactOptional(),
    environment: z
      .record(z.string().regex(/^[^=\0]+$/, t('must be the name of a variable')), z.string(t('must be a text')), {
        error: t('must be an object of variables and their values'),
      })
      .exactOptional(),
    after: z.array(z.string(t('must be the name of a gate')), t('must be a list of names of gates')).exactOptional(),
    enabled: flag.exactOptional(),
    timeout: z
      .int(t('must be a whole number of milliseconds'))
      .min(1, t('must be at least 1 millisecond'))
      .max(maxTimeout, t('must be at most 24 hours, in milliseconds'))
      .exactOptional(),
    failOnError: flag.exactOptional(),
    order: z.int(t('must be a whole number')).exactOptional(),
    problemMatcher: z
      .union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown()), z.null()], {
        error: t('must be the name of a problem matcher, an object or a list, as in tasks.json'),
      })
      .exactOptional(),
  },
  t('must be an object with a name and a command'),
);

/** A gate as `autobot.qaGates` has it: a new one, or the fields in which it overrides another. */
export type SettingsGate = z.infer<typeof settingsGate>;

export interface ParsedSettings {
  readonly gates: readonly SettingsGate[];
  /** What is wrong with the setting, in words; the entries concerned are left out. */
  readonly problems: readonly string[];
}

export interface MergedGates {
  readonly gates: readonly Gate[];
  readonly problems: readonly string[];
}

/** Read the workspace setting `autobot.qaGates`, which may hold anything. */
export function parseGateSettings(value: unknown): ParsedSettings {
  if (value === undefined || value === null) {
    return { gates: [], problems: [] };
  }
  if (!Array.isArray(value)) {
    return { gates: [], problems: [t('autobot.qaGates must be a list of gates.')] };
  }
  const gates = new Map<string, SettingsGate>();
  const problems: string[] = [];
  value.forEach((entry: unknown, i) => {
    const where = t`autobot.qaGates, entry ${i + 1}`;
    const parsed = settingsGate.safeParse(entry);
    if (!parsed.success) {
      problems.push(...parsed.error.issues.map(issue => `${where}: ${[...issue.path, issue.message].join(' ')}.`));
      return;
    }
    problems.push(...unknownFields(entry).map(name => t`${where}: there is no field "${name}"; it has no effect.`));
    if (gates.has(parsed.data.name)) {
      problems.push(t`${where}: there is already a gate named "${parsed.data.name}".`);
      return;
    }
    gates.set(parsed.data.name, parsed.data);
  });
  return { gates: [...gates.values()], problems };
}

/** The given gates, overridden field by field by the settings' ones of the same name; then the settings' own. */
export function mergeGates(gates: readonly Gate[], settings: readonly SettingsGate[]): MergedGates {
  const overrides = new Map(settings.map(gate => [gate.name, gate]));
  const names = new Set(gates.map(gate => gate.name));
  const added = settings.filter(gate => !names.has(gate.name));
  return {
    gates: [
      ...gates.map(gate => withOverrides(gate, overrides.get(gate.name))),
      ...added.flatMap(({ command, ...gate }) => (command === undefined ? [] : [{ ...defaults, ...gate, command }])),
    ],
    problems: added
      .filter(gate => gate.command === undefined)
      .map(gate => t`autobot.qaGates: the gate "${gate.name}" has no command, and no other gate has this name.`),
  };
}

function isInside(folder: string): boolean {
  const parts = folder.split(/[\\/]/);
  return !folder.includes('\0') && !/^(?:[\\/]|[A-Za-z]:)/.test(folder) && !parts.includes('..');
}

function withOverrides(gate: Gate, override: SettingsGate | undefined): Gate {
  return override === undefined ? gate : { ...gate, ...override, source: 'settings' };
}

function unknownFields(entry: unknown): string[] {
  return Object.keys(Object(entry) as object).filter(name => !(name in settingsGate.shape));
}
