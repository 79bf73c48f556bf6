import { copyFile, lstat, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { constants } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { copyComposer } from './link/composer';
import { linkEnvironment } from './link/environment';
import { linkModules } from './link/modules';
import { exists, type LinkRequest, retarget } from './link/retarget';

export interface LinkIgnoredRequest extends LinkRequest {
  /** What git ignores in the work tree: files, and folders with a slash at the end. */
  readonly ignored: readonly string[];
  /** Epoch milliseconds: what is as old as this was there when the tree was. */
  readonly since: number;
}

export interface LinkedIgnored {
  /** What could not be taken over, since it has changed: a failure may come of that. */
  readonly leftOut: readonly string[];
}

/**
 * Give a temporary tree what git ignores of the work tree it stands for: dependencies are linked, other files copied
 * if they are as old as the tree, caches left out.
 *
 * Throws {@link CannotLink} where a link would lead back into the live work tree.
 */
export async function linkIgnored(request: LinkIgnoredRequest): Promise<LinkedIgnored> {
  const { from, to, ignored, since } = request;
  const leftOut: string[] = [];
  const links: string[] = []; // they may lead to what is copied, so they come last
  for (const entry of ignored) {
    const path = entry.replace(/\/$/, '');
    const [source, target] = [join(from, path), join(to, path)];
    const isPlaced = (await exists(dirname(target))) && !(await exists(target));
    if (!isPlaced || isCache(path)) {
      continue;
    }
    const isLink = (await lstat(source)).isSymbolicLink();
    if (isLink || (await isDependencies(source))) {
      links.push(path);
    } else if (!(await copyOld(source, target, since))) {
      leftOut.push(entry);
    }
  }
  for (const path of links) {
    await link(request, path);
  }
  return { leftOut };
}

/** Whether a folder holds installed packages. */
async function isDependencies(folder: string): Promise<boolean> {
  const name = basename(folder);
  return (
    ['node_modules', 'bower_components', '.yarn', '.bundle', 'Pods'].includes(name) ||
    (name === 'bundle' && basename(dirname(folder)) === 'vendor') ||
    (name === 'vendor' && (await exists(join(folder, 'composer')))) ||
    exists(join(folder, 'pyvenv.cfg'))
  );
}

async function link(request: LinkRequest, path: string): Promise<void> {
  const [source, target] = [join(request.from, path), join(request.to, path)];
  if ((await lstat(source)).isSymbolicLink()) {
    await retarget(request, source, target);
  } else if (basename(path) === 'node_modules') {
    await linkModules(request, path);
  } else if (await exists(join(source, 'pyvenv.cfg'))) {
    await linkEnvironment(request, path);
  } else if (basename(path) === 'vendor') {
    await copyComposer(request, path);
  } else {
    await symlink(source, target, 'junction');
  }
}

const caches =
  /^(?:\.cache|\.\w+cache|\.parcel-cache|\.turbo|\.nx|coverage|htmlcov|\.coverage.*|\.nyc_output|__pycache__|\.(?:pytest|mypy|ruff)_cache|\.hypothesis|\.tox|\.nox|\.gradle|target|\.DS_Store|\.idea|\.vscode|\.claude|.*\.(?:log|pyc|tsbuildinfo|swp)|test-results|playwright-report|\.ipynb_checkpoints)$/;

/** What tools make anew by themselves. */
function isCache(path: string): boolean {
  return caches.test(basename(path));
}

const copyLimit = { files: 5_000, bytes: 64 * 1024 * 1024 };

/** Copy what has not changed since then; `false` and nothing if it has, or is too much. */
async function copyOld(source: string, target: string, since: number): Promise<boolean> {
  const files: { from: string; to: string; link: boolean }[] = [];
  let bytes = 0;
  const collect = async (from: string, to: string): Promise<boolean> => {
    const found = await lstat(from);
    if (found.isDirectory()) {
      for (const name of await readdir(from)) {
        if (!isCache(name) && !(await collect(join(from, name), join(to, name)))) {
          return false;
        }
      }
      return true;
    }
    bytes += found.size;
    files.push({ from, to, link: found.isSymbolicLink() });
    const isLoose = found.isFile() || (found.isSymbolicLink() && !(await readlink(from)).startsWith('/'));
    return isLoose && found.mtimeMs <= since && files.length <= copyLimit.files && bytes <= copyLimit.bytes;
  };
  if (!(await collect(source, target))) {
    return false;
  }
  for (const { from, to, link } of files) {
    await mkdir(dirname(to), { recursive: true });
    await (link ? symlink(await readlink(from), to) : copyFile(from, to, constants.COPYFILE_FICLONE));
  }
  return true;
}
