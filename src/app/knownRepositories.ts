import { relative, sep } from 'node:path';

/** Where repositories are looked for. */
export interface Reach {
  readonly folders: readonly string[];
  readonly maxDepth: number;
  /** Names of folders that are not looked into. */
  readonly exclude: readonly string[];
}

/**
 * Whether a search of these folders would come upon a repository with this root, as far as its path tells: below one of
 * them, or around one.
 */
export function isInReach(root: string, { folders, maxDepth, exclude }: Reach): boolean {
  return folders.some(folder => {
    if (isInside(folder, root)) {
      return true;
    }
    const names = isInside(root, folder) ? relative(folder, root).split(sep) : undefined;
    return names !== undefined && names.length <= maxDepth && !names.some(name => exclude.includes(name));
  });
}

/** Whether a path is this folder or lies in it. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
