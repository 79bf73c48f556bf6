import { existsSync, readFileSync } from 'node:fs';
import { run } from './run.mjs';

/** `npm ci`, unless node_modules already holds what package-lock.json says. */
export async function ensureDependencies() {
  if (isInstalled()) {
    return;
  }
  console.log('Installing the dependencies of the project: npm ci');
  const { code } = await run('npm', ['ci', '--no-audit', '--no-fund']);
  if (code !== 0) {
    throw new Error(`npm ci ended with ${code}`);
  }
}

/** npm keeps a list of what it has installed; optional packages of other platforms are not in it. */
function isInstalled() {
  const record = 'node_modules/.package-lock.json';
  if (!existsSync(record)) {
    return false;
  }
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const wanted = Object.entries(JSON.parse(readFileSync('package-lock.json', 'utf8')).packages);
  return wanted.every(([path, { version, optional }]) =>
    path === '' ? true : installed[path] ? installed[path].version === version : optional === true,
  );
}
