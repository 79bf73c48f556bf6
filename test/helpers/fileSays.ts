import { existsSync, mkdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';

/** Resolves once a file says this; its folder is made if it must be. */
export async function fileSays(folder: string, name: string, pattern: RegExp): Promise<string> {
  const file = join(folder, name);
  mkdirSync(folder, { recursive: true });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const look = (): void => {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (pattern.test(text)) {
      resolve(text);
    }
  };
  const watcher = watch(folder, look);
  const timer = setTimeout(() => reject(new Error(`${name} did not come to say ${String(pattern)}`)), 30_000);
  look();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    watcher.close();
  }
}
