import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The name of the Go module whose root a folder is. See go.dev/ref/mod#go-mod-file. */
export async function readGoModule(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'go.mod'), 'utf8').catch(() => '');
  return /^module\s+"?([^\s"]+)/m.exec(text)?.[1];
}
