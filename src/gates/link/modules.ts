import { t } from '@vscode/l10n';
import { mkdir, readdir, realpath, symlink } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { join, relative } from 'node:path';
import * as z from 'zod';
import { CannotLink, isDependency, type LinkRequest, pathInside, retarget, textOf } from './retarget';

/**
 * Link a node_modules folder, package by package.
 *
 * In a workspace of several packages some entries lead back into the repository: these lead into the temporary tree
 * instead. Node follows links to the real place of a package, so an installed package that itself needs one of the
 * workspace's would find the live one: then there is no way.
 */
export async function linkModules(request: LinkRequest, path: string): Promise<void> {
  const source = join(request.from, path);
  const own = new Set<string>(); // packages of the workspace itself
  const installed: string[] = [];
  await linkEntries(request, source, join(request.to, path), '', { own, installed });
  if (own.size > 0) {
    await checkInstalled(installed, own);
  }
  await checkStore(request, join(source, '.pnpm'));
}

interface Found {
  readonly own: Set<string>;
  readonly installed: string[];
}

async function linkEntries(
  request: LinkRequest,
  source: string,
  target: string,
  scope: string,
  found: Found,
): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.name === '.cache' || entry.name.startsWith('.vite')) {
      continue; // made anew
    }
    if (entry.isSymbolicLink()) {
      await retarget(request, from, to);
      if (scope !== '.bin/' && (await isOwn(request, from))) {
        found.own.add(scope + entry.name);
      }
    } else if (entry.isDirectory() && (entry.name.startsWith('@') || entry.name === '.bin')) {
      await linkEntries(request, from, to, `${entry.name}/`, found);
    } else {
      await symlink(from, to, entry.isDirectory() ? 'junction' : 'file');
      if (entry.isDirectory()) {
        found.installed.push(from);
      }
    }
  }
}

async function isOwn({ from }: LinkRequest, link: string): Promise<boolean> {
  const inside = pathInside(from, await realpath(link).catch(() => link));
  return inside !== undefined && !isDependency(inside);
}

const names = z.record(z.string(), z.unknown()).catch({});
const manifest = z.object({ dependencies: names, peerDependencies: names, optionalDependencies: names });

async function checkInstalled(installed: readonly string[], own: ReadonlySet<string>): Promise<void> {
  for (const folder of installed) {
    const needed = needsOf((await textOf(join(folder, 'package.json'))) ?? '');
    const back = needed.find(name => own.has(name));
    if (back !== undefined) {
      throw new CannotLink(t`the installed package ${folder} needs ${back}, which is part of this repository`);
    }
  }
}

function needsOf(text: string): string[] {
  try {
    const { data } = manifest.safeParse(JSON.parse(text));
    return data ? Object.keys({ ...data.dependencies, ...data.peerDependencies, ...data.optionalDependencies }) : [];
  } catch {
    return []; // not a package's description
  }
}

/** pnpm keeps packages and what they need in a store of its own, which is linked as a whole. */
async function checkStore(request: LinkRequest, store: string): Promise<void> {
  for (const entry of await list(store)) {
    const modules = join(store, entry.name, 'node_modules');
    for (const inner of await list(entry.name === 'node_modules' ? join(store, entry.name) : modules)) {
      const link = join(inner.parentPath, inner.name);
      if (inner.isSymbolicLink() && (await isOwn(request, link))) {
        throw new CannotLink(t`${relative(request.from, link)} leads back into the repository`);
      }
    }
  }
}

async function list(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
