import { decodePaths, isUnicodePath } from '../core/gitPath';
import { runGit } from './runGit';

/**
 * The files of a work tree that a developer would name: tracked ones that are there, and untracked ones that are not
 * ignored, but for what fits one of the globs. Names that are no UTF-8 are left out: nothing can open them.
 */
export async function listFiles(
  repository: string,
  exclude: readonly string[],
  signal?: AbortSignal,
): Promise<string[]> {
  const kinds = ['--cached', '--others', '--deleted', '--exclude-standard'];
  const pathspecs = exclude.flatMap(glob => [`:(exclude,glob)${glob}`, `:(exclude,glob)${glob}/**`]);
  const { stdout } = await runGit(repository, ['ls-files', '-t', '-z', ...kinds, '--', ...pathspecs], {
    magicPathspecs: true,
    ...(signal && { signal }),
  });
  return parseListedFiles(decodePaths(stdout));
}

/** Parse `git ls-files -t -z`: a removed file is listed twice, and one outside of a sparse checkout is not there. */
export function parseListedFiles(output: string): string[] {
  const files = new Set<string>();
  const gone: string[] = [];
  for (const line of output.split('\0')) {
    const path = line.slice(2);
    if (line.startsWith('R ')) {
      gone.push(path);
    } else if (path !== '' && !line.startsWith('S ') && !path.endsWith('/') && isUnicodePath(path)) {
      files.add(path);
    }
  }
  gone.forEach(path => files.delete(path));
  return [...files];
}
