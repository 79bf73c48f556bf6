import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Each layer of src and the layers it may import. This table is the architecture. */
const layers: Record<string, readonly string[]> = {
  base: [],
  core: ['base'],
  os: ['base', 'core'],
  protocol: ['base', 'core', 'os'],
  git: ['base', 'core', 'os'],
  claude: ['base', 'core', 'os'],
  gates: ['base', 'core', 'os'],
  store: ['base', 'core', 'os'],
  app: ['base', 'core', 'os', 'protocol', 'git', 'gates', 'store'],
  ui: ['base', 'core', 'os', 'protocol', 'git', 'gates', 'store', 'app'],
};
const maxLines = 400;
const maxMedian = 80;

interface SourceFile {
  readonly path: string;
  readonly layer: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function readSources(root: string): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map(name => {
      const path = name.replaceAll('\\', '/');
      const text = readFileSync(join(root, name), 'utf8');
      const imports = [...text.matchAll(/\b(?:from |import\()'(?<target>[^']+)'/g)].map(
        match => match.groups?.['target'] ?? '',
      );
      return { path, layer: path.includes('/') ? path.slice(0, path.indexOf('/')) : 'entry', text, imports };
    });
}

const files = readSources('src');
const webview = readSources('webview-ui');
const pathsOf = (offenders: readonly SourceFile[]): string[] => offenders.map(({ path }) => path);

describe('tidy', () => {
  it('knows every layer, and only the entry point stands outside of them', () => {
    assert.deepEqual(
      [...new Set(files.map(({ layer }) => layer))].toSorted(),
      [...Object.keys(layers), 'entry'].toSorted(),
    );
    assert.deepEqual(pathsOf(files.filter(({ layer }) => layer === 'entry')), ['extension.ts']);
  });

  it('imports point down the layers', () => {
    const offences = files.flatMap(({ path, layer, imports }) =>
      imports
        .map(target => /^(?:\.\.\/)+(?<layer>\w+)(?:\/|$)/.exec(target)?.groups?.['layer'])
        .filter(target => target !== undefined && target in layers && target !== layer)
        .filter(target => layer !== 'entry' && !layers[layer]?.includes(target ?? ''))
        .map(target => `${path} imports ${String(target)}`),
    );
    assert.deepEqual(offences, []);
  });

  it('only src/ui and the entry point touch vscode, and models of ui do not', () => {
    const touching = files.filter(({ imports }) => imports.includes('vscode'));
    assert.deepEqual(pathsOf(touching.filter(({ layer }) => layer !== 'ui' && layer !== 'entry')), []);
    assert.deepEqual(pathsOf(touching.filter(({ path }) => path.endsWith('Model.ts'))), []);
  });

  it('base and core know neither the disk nor other processes', () => {
    const impure = /^node:(fs|child_process|net|http|worker_threads|os|path)/;
    const offenders = files.filter(
      ({ layer, imports }) => /^(base|core)$/.test(layer) && imports.some(i => impure.test(i)),
    );
    assert.deepEqual(pathsOf(offenders), []);
  });

  it('the webview knows of the host what src/protocol shows, and the toolkit in one file', () => {
    const offences = webview.flatMap(({ path, imports }) =>
      imports
        .filter(target => target.includes('/src/') && !target.includes('/src/protocol/'))
        .map(target => `${path}: ${target}`),
    );
    assert.deepEqual(offences, []);
    const toolkit = webview.filter(({ imports }) =>
      imports.some(target => target.startsWith('@vscode/webview-ui-toolkit')),
    );
    assert.deepEqual(pathsOf(toolkit), ['toolkit.ts']);
  });

  it('zod is imported as a namespace, and nothing is a default export, an enum or a barrel', () => {
    const offences = [...files, ...webview].flatMap(({ path, text }) => [
      ...(/import \{[^}]*\} from 'zod'/.test(text) ? [`${path}: named zod import`] : []),
      ...(/^export default|^export \* from|^(export )?(const )?enum /m.test(text)
        ? [`${path}: default, barrel or enum`]
        : []),
    ]);
    assert.deepEqual(offences, []);
  });

  it('no file has outgrown one screenful of ideas, and most are far from it', () => {
    const lengths = [...files, ...webview].map(({ path, text }) => ({ path, lines: text.split('\n').length }));
    assert.deepEqual(
      lengths.filter(({ lines }) => lines > maxLines),
      [],
    );
    const sorted = lengths.map(({ lines }) => lines).toSorted((a, b) => a - b);
    assert.ok((sorted[Math.floor(sorted.length / 2)] ?? 0) <= maxMedian);
  });
});
