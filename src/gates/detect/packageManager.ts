/** How a package manager of JavaScript runs things. */
export interface PackageManager {
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

const lockFiles = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
] as const;

/** The one whose lock file is there, else the one that is declared. */
export function packageManagerOf(names: ReadonlySet<string>, declared: string): PackageManager {
  const locked = lockFiles.find(([name]) => names.has(name))?.[1];
  const named = lockFiles.find(([, manager]) => declared.startsWith(`${manager}@`))?.[1];
  return managers[locked ?? named ?? 'npm'];
}
