import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { LastingRule } from '../core/agent';

/** A rule as the CLI suggests it, and as it takes it back. */
export type PermissionUpdate = Readonly<Record<string, unknown>>;

const Rules = z.object({
  type: z.literal('addRules'),
  behavior: z.literal('allow'),
  rules: z.array(z.object({ toolName: z.string(), ruleContent: z.string().nullish() })).min(1),
});
const Mode = z.object({ type: z.literal('setMode'), mode: z.literal('acceptEdits') });
const Folders = z.object({ type: z.literal('addDirectories'), directories: z.array(z.string()).min(1) });

/**
 * The updates that make a suggestion last, in the developer's own settings; nothing where it cannot be done in full.
 *
 * The CLI suggests a mode for edits: always, that would be the mode of every session of theirs. A rule for edits
 * below the folder that Claude works in says what is meant.
 */
export function lastingUpdates(suggestions: readonly PermissionUpdate[]): PermissionUpdate[] {
  const updates = suggestions.map(suggestion => {
    if (Mode.safeParse(suggestion).success) {
      const rules = [{ toolName: 'Edit', ruleContent: '**' }];
      return { type: 'addRules', behavior: 'allow', rules, destination: 'userSettings' };
    }
    const lasts = Rules.safeParse(suggestion).success || Folders.safeParse(suggestion).success;
    return lasts ? { ...suggestion, destination: 'userSettings' } : undefined;
  });
  return updates.every(update => update !== undefined) ? updates : [];
}

/** What {@link lastingUpdates} will write, for the user to see before; `null` for nothing. */
export function readLastingRule(suggestions: readonly PermissionUpdate[]): LastingRule | null {
  const rules = lastingUpdates(suggestions).flatMap(update => {
    const { data: added } = Rules.safeParse(update);
    const { data: folders } = Folders.safeParse(update);
    const allowed = added?.rules.map(({ toolName, ruleContent }) =>
      ruleContent ? `${toolName}(${ruleContent})` : toolName,
    );
    return [...(allowed ?? []), ...(folders?.directories.map(folder => `additionalDirectories: ${folder}`) ?? [])];
  });
  return rules.length === 0 ? null : { file: join(claudeFolder(), 'settings.json'), rules };
}

/** Where the CLI keeps the developer's own settings. */
export function claudeFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env['CLAUDE_CONFIG_DIR'] ?? join(env['HOME'] ?? homedir(), '.claude');
}
