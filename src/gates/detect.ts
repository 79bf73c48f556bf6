import type { Gate } from '../core/gate';
import { detectGo } from './detect/go';
import { detectJavaScript } from './detect/javascript';
import { detectMake } from './detect/make';
import { detectPython } from './detect/python';
import { readRepositoryFiles, type RepositoryFiles } from './detect/repositoryFiles';
import { detectRust } from './detect/rust';

/** The gates that a folder's files suggest. Only reads; runs nothing. */
export async function detectGates(folder: string): Promise<Gate[]> {
  return gatesOf(await readRepositoryFiles(folder));
}

/** The same, from what was read. A Makefile speaks where nothing else does: it mostly calls the others. */
export function gatesOf(files: RepositoryFiles): Gate[] {
  const found = [detectJavaScript, detectPython, detectRust, detectGo].flatMap(detect => detect(files));
  return found.length > 0 ? found : detectMake(files);
}
