import { accessSync, constants } from 'node:fs';
import { basename } from 'node:path';

/** Shells that understand what is written for sh. */
const posixShells = new Set(['bash', 'zsh', 'sh', 'dash', 'ksh']);

/** The user's shell, for Node's `shell` option: there a name means `-c`, and `true` is cmd.exe on Windows. */
export function getShell(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | true {
  if (platform === 'win32') {
    return true;
  }
  const shell = environment['SHELL'] ?? '';
  return posixShells.has(basename(shell)) && isExecutable(shell) ? shell : '/bin/sh';
}

/** What the shell is told: in POSIX shells both outputs share one pipe, so that they keep their order. */
export function commandLine(command: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? command : `exec 2>&1; ${command}`;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
