import { join } from 'node:path';
import type { Gate } from '../core/gate';
import type { Packages } from '../core/packages';
import { detectDotnet } from './detect/dotnet';
import { detectGo } from './detect/go';
import { detectJava } from './detect/java';
import { detectJavaScript } from './detect/javascript';
import { detectMake } from './detect/make';
import { parseManifest } from './detect/manifest';
import { packageManagerOf } from './detect/packageManager';
import { detectPhp } from './detect/php';
import { detectPython } from './detect/python';
import { readRepositoryFiles, type RepositoryFiles } from './detect/repositoryFiles';
import { detectRuby } from './detect/ruby';
import { detectRust } from './detect/rust';
import { findPackages, type Package, packagesNeeded } from './detect/workspaces';

export interface Detected {
  readonly gates: readonly Gate[];
  readonly packages: Packages;
}

/** The gates that a folder's files suggest, and those of its workspace's packages. Only reads; runs nothing. */
export async function detectGates(folder: string): Promise<Detected> {
  const root = await readRepositoryFiles(folder);
  const members = await Promise.all(
    (await findPackages(folder, root)).map(async path => ({
      path,
      files: await readRepositoryFiles(join(folder, path)),
    })),
  );
  return { gates: gatesOf(root, members), packages: packagesNeeded(members) };
}

const ecosystems = [
  ...[detectJavaScript, detectPython, detectRust, detectGo],
  ...[detectJava, detectDotnet, detectPhp, detectRuby],
] as const;

/** The same, from what was read. A Makefile speaks where nothing else does: it mostly calls the others. */
export function gatesOf(root: RepositoryFiles, members: readonly Package[] = []): Gate[] {
  const own = ecosystems.flatMap(detect => detect(root));
  const found = [...own, ...members.flatMap(member => packageGates(root, member, own))];
  return found.length > 0 ? found : detectMake(root);
}

/** What the root checks by itself, it checks in all packages; but a module of Go ends where the next one begins. */
function packageGates(root: RepositoryFiles, { path, files }: Package, own: readonly Gate[]): Gate[] {
  const covered = new Set(own.map(gate => gate.name));
  const manager = packageManagerOf(root.names, parseManifest(root.texts['package.json'])?.packageManager ?? '');
  const gates = [...detectJavaScript(files, manager).filter(gate => !covered.has(gate.name)), ...detectGo(files)];
  return gates.map(gate => ({ ...gate, name: `${gate.name} (${path})`, folder: path }));
}
