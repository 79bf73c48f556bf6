import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { claudeFolder } from './claudeFolder';

const Settings = z.object({ permissions: z.object({ defaultMode: z.string().min(1) }) });

/**
 * The mode to pass to the CLI; `null` is none at all.
 *
 * `inherit` leaves it to the CLI when the developer chose a mode in Claude's own settings, which the CLI
 * then uses (seen in 2.1.330); where nothing was chosen, edits are accepted.
 */
export function resolvePermissionMode(mode: string, cwd: string, env: NodeJS.ProcessEnv = process.env): string | null {
  if (mode !== 'inherit') {
    return mode;
  }
  const files = [
    join(cwd, '.claude', 'settings.local.json'),
    join(cwd, '.claude', 'settings.json'),
    join(claudeFolder(env), 'settings.json'),
  ];
  return files.some(choosesMode) ? null : 'acceptEdits';
}

/** A file that is not there or cannot be read chooses nothing: the CLI says itself what is wrong with it. */
function choosesMode(file: string): boolean {
  try {
    return Settings.safeParse(JSON.parse(readFileSync(file, 'utf8'))).success;
  } catch {
    return false;
  }
}
