import type { Gate } from './gate';

/** The packages of a workspace by their folders; each with the folders of those that it needs, its own among them. */
export type Packages = ReadonlyMap<string, readonly string[]>;

/**
 * Whether a change concerns a gate. One that was detected in a package is for changes in that package, in one that it
 * needs, and for those that are in no package, which all of them may depend on.
 */
export function isConcerned(
  gate: Gate,
  changed: readonly string[],
  gates: readonly Gate[],
  packages: Packages,
): boolean {
  if (!isOfPackage(gate) || changed.length === 0) {
    return true;
  }
  const needed = packages.get(gate.folder) ?? [gate.folder];
  const all = new Set([...packages.keys(), ...gates.filter(isOfPackage).map(({ folder }) => folder)]);
  return changed.some(file => isIn(file, needed) || !isIn(file, [...all]));
}

/** Elsewhere than in the root, gates are detected in packages alone. */
function isOfPackage({ source, folder }: Gate): boolean {
  return source === 'detected' && folder !== '';
}

function isIn(file: string, folders: readonly string[]): boolean {
  return folders.some(folder => file.startsWith(`${folder}/`));
}
