import { t } from '@vscode/l10n';
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';

/** Words that a shell knows by itself; the rest are programs. */
const builtins = new Set(
  '. : [ alias bg break builtin case cd command continue echo eval exec exit export false for if printf read return set shift source test time trap true type ulimit umask unset until wait while { ('.split(
    ' ',
  ),
);
const packageManagers = new Set(['npm', 'npx', 'pnpm', 'pnpx', 'yarn', 'bun', 'bunx']);

/**
 * Why a gate's command cannot run here, in words, as far as that can be told without running it.
 *
 * Only the first word is looked at: whatever else a shell makes of the line, it begins by finding that program.
 */
export async function whyNotRunnable(
  command: string,
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const program = /^\s*(?:\w+=\S*\s+)*(?<program>[\w.+/@-]+)(?=\s|$)/.exec(command)?.groups?.['program'];
  if (program === undefined || builtins.has(program)) {
    return undefined;
  }
  if (!(await isFound(program, folder, environment))) {
    return program.includes('/') ? t`there is no program ${program}` : t`${program} was not found on the PATH`;
  }
  if (packageManagers.has(program) && (await lacksDependencies(folder))) {
    return t('its dependencies are not installed (there is no node_modules)');
  }
  return undefined;
}

async function isFound(program: string, folder: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const isWindows = process.platform === 'win32';
  const names = isWindows ? ['', '.exe', '.cmd', '.bat'].map(ending => program + ending) : [program];
  const path = environment['PATH'] ?? environment['Path'] ?? '';
  const folders = program.includes('/') || isAbsolute(program) ? [folder] : path.split(delimiter);
  const places = folders.flatMap(place => names.map(name => resolve(folder, place, name)));
  const found = await Promise.all(places.map(place => isThere(place, isWindows ? constants.F_OK : constants.X_OK)));
  return found.includes(true);
}

/** A folder of a workspace may have them in a folder above; some package managers need none. */
async function lacksDependencies(folder: string): Promise<boolean> {
  const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '');
  if (!/"(dev)?dependencies"\s*:\s*\{\s*"/i.test(manifest) || (await isThere(join(folder, '.pnp.cjs')))) {
    return false;
  }
  for (let at = folder, below = ''; at !== below; below = at, at = dirname(at)) {
    if (await isThere(join(at, 'node_modules'))) {
      return false;
    }
  }
  return true;
}

async function isThere(path: string, mode = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
