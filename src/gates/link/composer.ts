import { t } from '@vscode/l10n';
import { constants } from 'node:fs';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotLink, type LinkRequest } from './retarget';

const mostFiles = 50_000;

/** Copy Composer's packages: its loader finds the project's classes from its own real place, so no link would do. */
export async function copyComposer({ from, to }: LinkRequest, path: string): Promise<void> {
  const files = await readdir(join(from, path), { recursive: true });
  if (files.length > mostFiles) {
    throw new CannotLink(t`${path} has ${files.length} files, which are too many to copy`);
  }
  await cp(join(from, path), join(to, path), {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
  });
}
