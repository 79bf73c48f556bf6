import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Gate } from '../../../src/core/gate';

/** A temporary folder that gates run in. */
export class GateFolder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'autobot gates ü-')));

  write(files: Readonly<Record<string, string>>): this {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), text);
    }
    return this;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export function gateOf(command: string, fields: Partial<Gate> = {}): Gate {
  return {
    name: 'gate',
    command,
    enabled: true,
    timeout: 60_000,
    failOnError: true,
    order: 0,
    folder: '',
    environment: {},
    after: [],
    problemMatcher: null,
    source: 'user',
    ...fields,
  };
}
