import * as z from 'zod';
import type { Gate } from '../../core/gate';
import { detectedGate } from './detectedGate';
import type { RepositoryFiles } from './repositoryFiles';

/** Gates from package.json: ESLint, the TypeScript compiler and the tests. None if it is broken. */
export function detectJavaScript({ names, texts }: RepositoryFiles): Gate[] {
  const manifest = parseManifest(texts['package.json']);
  if (manifest === undefined) {
    return [];
  }
  const { scripts } = manifest;
  const manager = managers[managerOf(names, manifest.packageManager)];
  const has = (dependency: string): boolean =>
    dependency in manifest.devDependencies || dependency in manifest.dependencies;
  const gates: Gate[] = [];

  if (scripts['lint'] !== undefined) {
    gates.push(detectedGate('lint', manager.run('lint'), 'check'));
  } else if (has('eslint')) {
    gates.push(detectedGate('lint', manager.execute('eslint .'), 'check'));
  }

  const typesScript = ['typecheck', 'type-check', 'types', 'check-types'].find(name => scripts[name] !== undefined);
  if (typesScript !== undefined) {
    gates.push(detectedGate('types', manager.run(typesScript), 'check'));
  } else if (names.has('tsconfig.json') && has('typescript')) {
    gates.push(detectedGate('types', manager.execute(compilerCommand(texts['tsconfig.json'])), 'check'));
  }

  const test = scripts['test'];
  if (test !== undefined && test.trim() !== '' && !test.includes('no test specified')) {
    gates.push(detectedGate('tests', manager.run('test'), 'tests'));
  }
  return gates;
}

const words = z.record(z.string(), z.unknown()).catch({});
const manifestSchema = z.object({
  scripts: words.transform(scripts =>
    Object.fromEntries(
      Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  ),
  dependencies: words,
  devDependencies: words,
  packageManager: z.string().catch(''),
});

type Manifest = z.infer<typeof manifestSchema>;

function parseManifest(text: string | undefined): Manifest | undefined {
  if (text === undefined) {
    return undefined;
  }
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // half written, or never JSON
  }
}

interface PackageManager {
  run(script: string): string;
  /** Run an installed tool; never download one. */
  execute(command: string): string;
}

const managers = {
  npm: {
    run: script => (script === 'test' ? 'npm test' : `npm run ${script}`),
    execute: command => `npx --no-install ${command}`,
  },
  pnpm: { run: script => `pnpm run ${script}`, execute: command => `pnpm exec ${command}` },
  yarn: { run: script => `yarn run ${script}`, execute: command => `yarn run ${command}` },
  bun: { run: script => `bun run ${script}`, execute: command => `bunx --no-install ${command}` },
} as const satisfies Record<string, PackageManager>;

function managerOf(names: ReadonlySet<string>, declared: string): keyof typeof managers {
  const lockFiles = [
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['bun.lock', 'bun'],
    ['bun.lockb', 'bun'],
    ['package-lock.json', 'npm'],
  ] as const;
  const locked = lockFiles.find(([name]) => names.has(name))?.[1];
  return locked ?? lockFiles.find(([, manager]) => declared.startsWith(`${manager}@`))?.[1] ?? 'npm';
}

/** A project that only refers to others has no file of its own: without `--build`, tsc would check nothing. */
function compilerCommand(tsconfig = ''): string {
  const onlyRefers = /"files"\s*:\s*\[\s*\]/.test(tsconfig) && /"references"\s*:\s*\[/.test(tsconfig);
  return onlyRefers ? 'tsc --build --noEmit' : 'tsc --noEmit';
}
