import { execFileSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A copy of the sample in this folder, as a repository with one commit.
 *
 * Its gates are real ones (`npm run lint`, `npm run typecheck`, `npm test`); what they need is linked from this
 * project, so that nothing is downloaded.
 */
export function createSampleRepository(folder: string): void {
  cpSync('test/fixtures/sample', folder, { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'), 'junction');
  const git = (...args: string[]): unknown => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Sam Sample');
  git('config', 'user.email', 'sam@example.com');
  git('config', 'commit.gpgSign', 'false');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Open the shop');
}
