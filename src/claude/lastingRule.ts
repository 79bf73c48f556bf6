import { join } from 'node:path';
import * as z from 'zod';
import type { LastingRule } from '../core/agent';
import { claudeFolder } from './claudeFolder';

/** A rule as the CLI suggests it, and as it takes it back. */
export type PermissionUpdate = Readonly<Record<string, unknown>>;

/** Suggestions that can be made to last. */
const Suggestion = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('addRules'),
    behavior: z.literal('allow'),
    rules: z.array(z.object({ toolName: z.string(), ruleContent: z.string().nullish() })).min(1),
  }),
  z.looseObject({ type: z.literal('setMode'), mode: z.literal('acceptEdits') }),
  z.looseObject({ type: z.literal('addDirectories'), directories: z.array(z.string()).min(1) }),
]);

/** A rule for edits below the folder that Claude works in. */
const editRule = { toolName: 'Edit', ruleContent: '**' };

/**
 * The updates that make suggestions last, in the developer's own settings; nothing where it cannot be done in full.
 *
 * For edits the CLI suggests a mode: always, that would be the mode of every session of theirs. A rule says what is meant.
 */
export function lastingUpdates(suggestions: readonly PermissionUpdate[]): PermissionUpdate[] {
  return parseAll(suggestions).map(suggestion =>
    suggestion.type === 'setMode'
      ? { type: 'addRules', behavior: 'allow', rules: [editRule], destination: 'userSettings' }
      : { ...suggestion, destination: 'userSettings' },
  );
}

/** What {@link lastingUpdates} will write, for the user to see before; `null` for nothing. */
export function readLastingRule(suggestions: readonly PermissionUpdate[]): LastingRule | null {
  const rules = parseAll(suggestions).flatMap(suggestion => {
    switch (suggestion.type) {
      case 'setMode':
        return describeRule(editRule);
      case 'addRules':
        return suggestion.rules.map(describeRule);
      case 'addDirectories':
        return suggestion.directories.map(folder => `additionalDirectories: ${folder}`);
    }
  });
  return rules.length === 0 ? null : { file: join(claudeFolder(), 'settings.json'), rules };
}

/** All of them or none. */
function parseAll(suggestions: readonly PermissionUpdate[]): z.infer<typeof Suggestion>[] {
  const parsed = suggestions.flatMap(suggestion => Suggestion.safeParse(suggestion).data ?? []);
  return parsed.length === suggestions.length ? parsed : [];
}

function describeRule({
  toolName,
  ruleContent,
}: {
  toolName: string;
  ruleContent?: string | null | undefined;
}): string {
  return ruleContent ? `${toolName}(${ruleContent})` : toolName;
}
