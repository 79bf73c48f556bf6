import type { Gate } from '../../core/gate';
import { detectedGate } from './detectedGate';
import { detectJavaScriptTests } from './javascriptTests';
import { parseManifest } from './manifest';
import { type PackageManager, packageManagerOf } from './packageManager';
import type { RepositoryFiles } from './repositoryFiles';

/**
 * Gates from package.json: linter, formatter, types and tests, by its scripts, else by what it depends on. None if it is
 * broken. `shared`: the package manager of the workspace that it belongs to.
 */
export function detectJavaScript(files: RepositoryFiles, shared?: PackageManager): Gate[] {
  const { names, texts } = files;
  const manifest = parseManifest(texts['package.json']);
  if (manifest === undefined) {
    return [];
  }
  const { scripts } = manifest;
  const manager = shared ?? packageManagerOf(names, manifest.packageManager);
  const has = (dependency: string): boolean =>
    dependency in manifest.devDependencies || dependency in manifest.dependencies;
  /** By the first of these scripts that is there, else by a tool where it is set up. */
  const check = (name: string, wanted: readonly string[], tool: string | undefined): Gate[] => {
    const script = wanted.find(candidate => scripts[candidate] !== undefined);
    const command = script === undefined ? tool && manager.execute(tool) : manager.run(script);
    return command === undefined ? [] : [detectedGate(name, command, 'check')];
  };
  const hasBiome = has('@biomejs/biome') && (names.has('biome.json') || names.has('biome.jsonc'));
  const isFormatted = has('prettier') && (manifest.prettier !== undefined || [...names].some(isPrettierConfig));
  const isTyped = has('typescript') && names.has('tsconfig.json');
  return [
    ...check('lint', ['lint'], has('eslint') ? 'eslint .' : hasBiome ? 'biome check .' : undefined),
    ...check('format', formatScripts, isFormatted ? 'prettier --check .' : undefined),
    ...check('types', typesScripts, isTyped ? compilerCommand(texts['tsconfig.json']) : undefined),
    ...detectJavaScriptTests({ manifest, manager, names, has }),
  ];
}

const formatScripts = ['format:check', 'format-check', 'check:format', 'check-format', 'fmt:check', 'prettier:check'];
const typesScripts = ['typecheck', 'type-check', 'types', 'check-types'];

function isPrettierConfig(name: string): boolean {
  return /^(?:\.prettierrc(?:\.\w+)?|prettier\.config\.\w+)$/.test(name);
}

/** A project that only refers to others has no file of its own: without `--build`, tsc would check nothing. */
function compilerCommand(tsconfig = ''): string {
  const onlyRefers = /"files"\s*:\s*\[\s*\]/.test(tsconfig) && /"references"\s*:\s*\[/.test(tsconfig);
  return onlyRefers ? 'tsc --build --noEmit' : 'tsc --noEmit';
}
