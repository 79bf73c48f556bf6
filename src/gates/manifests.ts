import * as z from 'zod';

const locks = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  'poetry.lock',
  'uv.lock',
  'pdm.lock',
  'Pipfile.lock',
  'composer.lock',
  'Gemfile.lock',
]);

/** Whether a file says which packages are to be installed beside the code. Go, Rust and Java find theirs by themselves. */
export function isManifest(path: string): boolean {
  const name = nameOf(path);
  return (
    !path.split('/').includes('node_modules') &&
    (locks.has(name) || ['package.json', 'pyproject.toml'].includes(name) || /^requirements.*\.txt$/.test(name))
  );
}

/** What of a manifest's text says so, comparable as a text. A script or a tool's options are no dependency. */
export function dependenciesOf(path: string, text: string): string {
  switch (nameOf(path)) {
    case 'package.json':
      return packages(text);
    case 'pyproject.toml':
      return text
        .split(/^(?=\[)/m)
        .filter(section => !/^\[\[?tool\.(?!poetry|uv|pdm|hatch)/.test(section))
        .join('');
    default:
      return text;
  }
}

const manifest = z.looseObject({}).transform(fields => {
  const names = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies', 'overrides'];
  return [...names, 'resolutions', 'workspaces'].map(name => fields[name] ?? {});
});

function packages(text: string): string {
  try {
    return JSON.stringify(manifest.parse(JSON.parse(text)));
  } catch {
    return text;
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
