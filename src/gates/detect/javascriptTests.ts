import type { Gate } from '../../core/gate';
import { detectedGate } from './detectedGate';
import type { Manifest } from './manifest';
import type { PackageManager } from './packageManager';

interface Project {
  readonly manifest: Manifest;
  readonly manager: PackageManager;
  readonly names: ReadonlySet<string>;
  readonly has: (dependency: string) => boolean;
}

/** Test runners by the package that brings them, and how they run once. */
const runners = [
  ['vitest', 'vitest run'],
  ['jest', 'jest'],
  ['mocha', 'mocha'],
  ['ava', 'ava'],
] as const;

/** A script that waits for changes would never end. */
const watches = /--watch(?:All)?\b(?!=false)|\bvitest watch\b/;
/** Create React App's watches too, unless it believes to be on a build server. */
const watchesAtHome = /\breact-scripts test\b/;
const alternatives = ['test:ci', 'test:run', 'test:once', 'test:unit'];

/** The tests: by a script that runs them once, else by the runner that is there, else node's own. */
export function detectJavaScriptTests({ manifest: { scripts }, manager, names, has }: Project): Gate[] {
  const script = ['test', ...alternatives].find(name => isTest(scripts[name]));
  if (script !== undefined) {
    const environment = watchesAtHome.test(scripts[script] ?? '') ? { CI: 'true' } : {};
    return [{ ...detectedGate('tests', manager.run(script), 'tests'), environment }];
  }
  const runner = runners.find(([dependency]) => has(dependency));
  if (runner) {
    return [detectedGate('tests', manager.execute(runner[1]), 'tests')];
  }
  const hasOwn = [...names].some(name => /^test\/.*[.-]test\.[cm]?js$/.test(name));
  return hasOwn ? [detectedGate('tests', 'node --test', 'tests')] : [];
}

function isTest(script = ''): boolean {
  return script.trim() !== '' && !script.includes('no test specified') && !watches.test(script);
}
