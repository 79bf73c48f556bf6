import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that note each call of theirs before they do what they are for. */
export class WatchedPrograms {
  readonly #notes: string;

  constructor(
    private readonly folder: string,
    programs: Readonly<Record<string, string>>,
  ) {
    mkdirSync(folder, { recursive: true });
    this.#notes = join(folder, 'calls');
    for (const [name, program] of Object.entries(programs)) {
      const file = join(folder, name);
      writeFileSync(file, `#!/bin/sh\necho ${name} "$1" >> '${this.#notes}'\nexec '${program}' "$@"\n`);
      chmodSync(file, 0o755);
    }
  }

  /** Finds these programs first. */
  get path(): string {
    return `${this.folder}${delimiter}${process.env['PATH'] ?? ''}`;
  }

  /** The name and first argument of each call so far. */
  get calls(): string[] {
    return existsSync(this.#notes) ? readFileSync(this.#notes, 'utf8').split('\n').slice(0, -1) : [];
  }
}

/** Where a program of the PATH is. */
export function locate(program: string): string {
  return execFileSync('/bin/sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
}
