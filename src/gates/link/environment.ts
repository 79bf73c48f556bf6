import { copyFile, mkdir, readdir, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LinkRequest } from './retarget';
import { textOf } from './retarget';

/** Larger ones are programs. */
const scriptSize = 64 * 1024;

/**
 * Link a Python environment, file by file where files name the work tree: scripts start with the path of their
 * interpreter, and packages "installed as editable" are lines that name the live source. See PEP 405 and PEP 660.
 */
export async function linkEnvironment({ from, to }: LinkRequest, path: string): Promise<void> {
  const rewrite = async (source: string, target: string): Promise<void> => {
    const isSmall = (await stat(source)).size <= scriptSize;
    const text = isSmall ? await textOf(source) : undefined;
    if (text?.includes(from)) {
      await copyFile(source, target); // keeps its mode
      await writeFile(target, text.replaceAll(from, to));
    } else {
      await symlink(source, target, 'file');
    }
  };
  const walk = async (source: string, target: string): Promise<void> => {
    await mkdir(target, { recursive: true });
    for (const entry of await readdir(source, { withFileTypes: true })) {
      const [inner, place] = [join(source, entry.name), join(target, entry.name)];
      if (entry.isSymbolicLink()) {
        await symlink((await readlink(inner)).replace(from, to), place);
      } else if (entry.isFile()) {
        await rewrite(inner, place);
      } else if (isWalked(source, entry.name)) {
        await walk(inner, place);
      } else {
        await symlink(inner, place, 'junction');
      }
    }
  };
  await walk(join(from, path), join(to, path));
}

/** Folders whose own entries matter; packages below are linked whole. */
function isWalked(parent: string, name: string): boolean {
  return (
    /^(?:bin|Scripts|lib|Lib|lib64)$/.test(name) ||
    (name === 'site-packages' && /(?:lib|Lib|python[\d.]+)$/.test(parent)) ||
    /^python[\d.]+$/.test(name)
  );
}
