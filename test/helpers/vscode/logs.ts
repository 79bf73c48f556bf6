import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The end of what the extension and the extension host have written to their log files, newest window last. */
export function readExtensionLogs(userDataFolder: string, lines = 100): string {
  const logs = join(userDataFolder, 'logs');
  const files = existsSync(logs) ? readdirSync(logs, { recursive: true, encoding: 'utf8' }).sort() : [];
  return files
    .filter(
      file => basename(file) === 'remoteexthost.log' || (file.includes('autobot.autobot') && file.endsWith('.log')),
    )
    .map(file => `--- ${file}\n${lastLines(readFileSync(join(logs, file), 'utf8'), lines)}`)
    .join('\n');
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
