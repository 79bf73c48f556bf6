import { dirname } from 'node:path';

/** Of git's own files, only those that tell of a commit or another branch matter; the rest is noise, our own included. */
export function isNoise(path: string): boolean {
  return /[/\\]\.git[/\\](?!HEAD$|logs[/\\]HEAD$)/.test(path);
}

/** Those that lie in none of the others. */
export function topmost(paths: ReadonlySet<string>): string[] {
  return [...paths].filter(path => {
    for (let below = path, folder = dirname(path); folder !== below; below = folder, folder = dirname(folder)) {
      if (paths.has(folder)) {
        return false;
      }
    }
    return true;
  });
}
