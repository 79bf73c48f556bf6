import { t } from '@vscode/l10n';
import { lstat, readFile, realpath, symlink } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** A work tree, and the temporary tree that is to stand for an earlier or later state of it. Both real paths. */
export interface LinkRequest {
  readonly from: string;
  readonly to: string;
}

/** Something would lead back into the live work tree, so what runs there would judge another tree than it says. */
export class CannotLink extends Error {
  override readonly name = 'CannotLink';

  static is(error: unknown): error is CannotLink {
    return error instanceof CannotLink;
  }
}

/** Make a link to where another link leads; one that leads into the work tree leads into the temporary one instead. */
export async function retarget({ from, to }: LinkRequest, link: string, target: string): Promise<void> {
  const real = await realpath(link).catch(() => undefined);
  if (real === undefined) {
    return; // leads nowhere, so nothing can depend on it
  }
  const inside = pathInside(from, real);
  if (inside === undefined || isDependency(inside)) {
    await symlink(real, target, 'junction');
  } else if (await exists(join(to, inside))) {
    await symlink(join(to, inside), target, 'junction');
  } else {
    throw new CannotLink(t`${relative(from, link)} leads to ${inside}, which is not part of that tree`);
  }
}

/** The way from a root to what lies in it; `undefined` for what lies elsewhere. */
export function pathInside(root: string, path: string): string | undefined {
  return path.startsWith(root + sep) ? path.slice(root.length + 1) : undefined;
}

/** Whether a path leads into installed packages, as a package manager keeps them. */
export function isDependency(path: string): boolean {
  return path.split(sep).includes('node_modules');
}

export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** A file's text; `undefined` where there is none. */
export async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
