import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the CLI keeps what is the user's: settings, and what was said in each session. */
export function claudeFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['CLAUDE_CONFIG_DIR'] ?? join(environment['HOME'] ?? homedir(), '.claude');
}
