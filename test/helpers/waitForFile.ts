import { existsSync, unwatchFile, watchFile } from 'node:fs';

/** Resolves once the file is there. */
export function waitForFile(file: string): Promise<void> {
  return new Promise(resolve => {
    const look = (): void => {
      if (existsSync(file)) {
        unwatchFile(file);
        resolve();
      }
    };
    watchFile(file, { interval: 20 }, look);
    look();
  });
}
