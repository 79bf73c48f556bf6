import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A repository of this many small files in one commit, for measuring. */
export class LargeRepository {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'autobot-bench-')));
  readonly path = join(this.folder, 'repository');
  readonly files: readonly string[];

  constructor(count: number) {
    this.files = Array.from({ length: count }, (_, i) => `src/${i % 97}/${i % 13}/file${i}.ts`);
    for (const [i, file] of this.files.entries()) {
      const path = join(this.path, file);
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, contentOf(i));
    }
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('config', 'user.name', 'Bench');
    this.git('config', 'user.email', 'bench@example.com');
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', 'all');
    this.git('status'); // so that the index knows the files' times
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.path, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  }

  /** Change the first files, each in its middle. */
  change(count: number, word = 'changed'): void {
    for (const [i, file] of this.files.slice(0, count).entries()) {
      writeFileSync(join(this.path, file), contentOf(i).replace('line 10', `line 10 ${word}`));
    }
  }

  write(file: string, content: string): void {
    writeFileSync(join(this.path, file), content);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function contentOf(seed: number): string {
  return Array.from({ length: 20 }, (_, i) => `line ${i} of file ${seed}\n`).join('');
}
