import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What git says, asked directly and not through the extension. */
export class GitFacts {
  constructor(readonly repository: string) {}

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.repository, encoding: 'utf8', maxBuffer: 1 << 28 });
  }

  get head(): string {
    return this.git('rev-parse', 'HEAD').trim();
  }

  /** `status path` for each file of the newest commit. */
  committedFiles(): string[] {
    const fields = this.git('show', '--format=', '--name-status', '--no-renames', '-z', 'HEAD')
      .split('\0')
      .slice(0, -1);
    return fields.flatMap((field, i) => (i % 2 === 0 ? [`${field} ${fields[i + 1] ?? ''}`] : []));
  }

  committed(path: string): string {
    return this.git('show', `HEAD:${path}`);
  }

  /** A fingerprint of each file of the work tree, its mode and its bytes; git's own folder and linked packages apart. */
  workTree(): Record<string, string> {
    const names = readdirSync(this.repository, { recursive: true, encoding: 'utf8' });
    const facts = names
      .filter(name => !/^(\.git|node_modules)(\/|$)/.test(name))
      .toSorted()
      .flatMap((name): [string, string][] => {
        const stats = lstatSync(join(this.repository, name));
        if (stats.isDirectory()) {
          return [];
        }
        const path = join(this.repository, name);
        const bytes = stats.isSymbolicLink() ? Buffer.from(readlinkSync(path)) : readFileSync(path);
        return [[name, `${stats.mode.toString(8)} ${createHash('sha256').update(bytes).digest('hex')}`]];
      });
    return Object.fromEntries(facts);
  }
}
