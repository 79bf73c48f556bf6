import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writeChecked } from './files';
import { bootId } from './processIdentity';
import { findMarked, getProcess, killProcesses, killTree } from './processTree';

/** In the environment of a noted child, and so of all that it starts: the child's name. */
export const markVariable = 'AUTOBOT_STARTED_FOR';

const Entry = z.object({ boot: z.string(), pid: z.number().int(), start: z.string() });

/**
 * Long-lived children, noted on disk by a name of ours: one that outlives its window, which was killed, is found and
 * ended by the next.
 */
export class ChildLedger {
  constructor(private readonly folder: string) {}

  async note(name: string, pid: number): Promise<void> {
    const found = await getProcess(pid);
    if (found) {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const entry: z.infer<typeof Entry> = { boot: await bootId(), pid, start: found.start };
      await writeChecked(this.#file(name), Buffer.from(JSON.stringify(entry)));
    }
  }

  async forget(name: string): Promise<void> {
    await rm(this.#file(name), { force: true });
  }

  /** End the child and all it started, if it is still the same process. Whether there was one to end. */
  async end(name: string): Promise<boolean> {
    const text = await readFile(this.#file(name), 'utf8').catch(() => '');
    const entry = Entry.safeParse(parseJson(text)).data;
    const lives = entry?.boot === (await bootId()) && (await getProcess(entry.pid))?.start === entry.start;
    if (lives) {
      await killTree(entry.pid);
    }
    const left = await findMarked(markVariable, name); // what it started lives on when it was killed itself
    await killProcesses(left);
    await this.forget(name);
    return lives || left.length > 0;
  }

  #file(name: string): string {
    return join(this.folder, `${name}.json`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
