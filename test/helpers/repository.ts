import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A throwaway repository. Uses git directly, never the code under test. */
export class TestRepository {
  readonly path: string;

  private constructor(folder: string) {
    this.path = realpathSync(mkdtempSync(join(folder, 'autobot-repository-')));
  }

  /** With these files in one commit on `main`. */
  static create(files: Record<string, string | Buffer> = {}, folder = tmpdir()): TestRepository {
    const repository = TestRepository.createEmpty(folder);
    repository.write(files);
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--allow-empty', '--message', 'initial');
    return repository;
  }

  /** Without a commit. */
  static createEmpty(folder = tmpdir()): TestRepository {
    const repository = new TestRepository(folder);
    repository.git('init', '--quiet', '--initial-branch=main');
    repository.git('config', 'user.name', 'Test');
    repository.git('config', 'user.email', 'test@example.com');
    repository.git('config', 'core.autocrlf', 'false');
    return repository;
  }

  write(files: Record<string, string | Buffer>): void {
    for (const [name, contents] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), contents);
    }
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8');
  }

  remove(name: string): void {
    rmSync(join(this.path, name), { recursive: true });
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.path, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** A hook of the developer's, as a shell script. */
  hook(name: string, script: string): void {
    this.git('config', 'core.hooksPath', '.git/hooks');
    this.write({ [`.git/hooks/${name}`]: `#!/bin/sh\n${script}\n` });
    chmodSync(join(this.path, `.git/hooks/${name}`), 0o755);
  }

  /** What reads as before after an exact commit: both diffs without context, untracked files, stash. */
  ownWork(): { staged: string; unstaged: string; untracked: string; stash: string } {
    const diff = (...args: string[]): string =>
      this.git('diff', '--unified=0', ...args)
        .replace(/^index .*$/gm, 'index')
        .replace(/^(@@ .*? @@).*$/gm, '$1');
    const { untracked = '', stash = '' } = this.state();
    return { staged: diff('--cached'), unstaged: diff(), untracked, stash };
  }

  /** Everything about the developer's own state that must survive us: HEAD, staging, unstaged diff, untracked files, stash. */
  state(): Record<string, string> {
    return {
      head: this.git('rev-parse', 'HEAD'),
      branch: this.git('rev-parse', '--abbrev-ref', 'HEAD'),
      staged: this.git('diff', '--cached', '--binary'),
      unstaged: this.git('diff', '--binary'),
      untracked: this.git('ls-files', '--others', '--exclude-standard'),
      stash: this.git('stash', 'list'),
      reflog: this.git('reflog'),
    };
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
