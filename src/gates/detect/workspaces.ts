import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Packages } from '../../core/packages';
import { parseManifest } from './manifest';
import type { RepositoryFiles } from './repositoryFiles';

/** More packages than that are looked at by gates of the root's own, or by none. */
const mostPackages = 100;
/** How deep `**` goes. */
const deepest = 3;

/** A package of a workspace, and what is in its folder. */
export interface Package {
  readonly path: string;
  readonly files: RepositoryFiles;
}

/** Which packages each of them needs, over however many others, itself included. */
export function packagesNeeded(members: readonly Package[]): Packages {
  const manifests = new Map(members.map(({ path, files }) => [path, parseManifest(files.texts['package.json'])]));
  const named = new Map(
    [...manifests].flatMap(([path, manifest]) => (manifest?.name ? [[manifest.name, path] as const] : [])),
  );
  const direct = (path: string): string[] => {
    const { dependencies = {}, devDependencies = {} } = manifests.get(path) ?? {};
    return Object.keys({ ...dependencies, ...devDependencies }).flatMap(name => named.get(name) ?? []);
  };
  return new Map(
    members.map(({ path }) => {
      const needed = new Set([path]);
      needed.forEach(one => direct(one).forEach(other => needed.add(other))); // a set goes on with what is added
      return [path, [...needed]];
    }),
  );
}

/** The folders of a workspace's packages, relative, with forward slashes: of npm, pnpm, yarn, bun and Go. */
export async function findPackages(root: string, { texts }: RepositoryFiles): Promise<string[]> {
  const patterns = [
    ...(parseManifest(texts['package.json'])?.workspaces ?? []),
    ...pnpmPatterns(texts['pnpm-workspace.yaml'] ?? ''),
    ...goModules(texts['go.work'] ?? ''),
  ].map(pattern => pattern.replace(/^\.\//, '').replace(/\/+$/, ''));
  const wanted = patterns.filter(pattern => !pattern.startsWith('!') && isInside(pattern));
  const unwanted = new Set(
    (
      await Promise.all(patterns.flatMap(pattern => (pattern.startsWith('!') ? [expand(root, pattern.slice(1))] : [])))
    ).flat(),
  );
  const found = (await Promise.all(wanted.map(pattern => expand(root, pattern)))).flat();
  return [...new Set(found)]
    .filter(folder => !unwanted.has(folder))
    .toSorted()
    .slice(0, mostPackages);
}

/** Folders that a pattern stands for; `*` is any name, `**` any way down. */
async function expand(root: string, pattern: string): Promise<string[]> {
  let folders = [''];
  for (const part of pattern.split('/')) {
    if (part === '**') {
      folders = (await Promise.all(folders.map(folder => below(root, folder, deepest)))).flat();
    } else if (part.includes('*')) {
      const name = new RegExp(`^${part.split('*').map(escaped).join('.*')}$`);
      const inside = await Promise.all(
        folders.map(async folder => (await list(root, folder)).map(entry => [folder, entry] as const)),
      );
      folders = inside.flat().flatMap(([folder, entry]) => (name.test(entry) ? [child(folder, entry)] : []));
    } else {
      folders = folders.map(folder => child(folder, part));
    }
  }
  return folders.filter(folder => folder !== '');
}

async function below(root: string, folder: string, depth: number): Promise<string[]> {
  const inside = depth === 0 ? [] : await list(root, folder);
  const deeper = await Promise.all(inside.map(entry => below(root, child(folder, entry), depth - 1)));
  return [folder, ...deeper.flat()];
}

async function list(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  return entries.flatMap(entry =>
    entry.isDirectory() && !/^(?:\.|node_modules$)/.test(entry.name) ? [entry.name] : [],
  );
}

function child(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The list `packages:` of pnpm-workspace.yaml, as it is written everywhere. */
function pnpmPatterns(yaml: string): string[] {
  const list = /^packages:\s*\n(?<items>(?:[ \t]*(?:-.*|#.*)?\n?)*)/m.exec(yaml)?.groups?.['items'] ?? '';
  return [...list.matchAll(/^\s*-\s*(?:"([^"]*)"|'([^']*)'|([^\s#]+))/gm)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}

/** The modules that go.work uses. See go.dev/ref/mod#workspaces. */
function goModules(text: string): string[] {
  const blocks = [...text.matchAll(/^use\s*\(([^)]*)\)/gm)].flatMap(([, inside = '']) => inside.split('\n'));
  const lines = [...text.matchAll(/^use\s+([^\s(]+)/gm)].map(([, folder = '']) => folder);
  return [...blocks, ...lines]
    .map(line => line.replace(/\/\/.*/, '').trim())
    .filter(folder => folder !== '' && folder !== '.');
}

function isInside(pattern: string): boolean {
  return !/^(?:[\\/]|[A-Za-z]:)/.test(pattern) && !pattern.split('/').includes('..');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
