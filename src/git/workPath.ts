import { join } from 'node:path';
import { encodePath, isUnicodePath } from '../core/gitPath';

/** Where a path of a work tree is on disk. As bytes where its name is no UTF-8, which only Unix systems have. */
export function workPath(workTree: string, path: string): string | Buffer {
  return isUnicodePath(path) ? join(workTree, path) : Buffer.concat([Buffer.from(`${workTree}/`), encodePath(path)]);
}
