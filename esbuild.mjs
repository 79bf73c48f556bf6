// node esbuild.mjs [--production] [--watch]    the extension, into dist/
//     --metafile    also dist/parts.json: what its parts are made of, and which of them load which
// node esbuild.mjs --tests=unit|host|e2e|bench|demo [file or folder ...]    its tests, into dist/test/
import * as esbuild from 'esbuild';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const args = process.argv.slice(2);
const production = args.includes('--production');
const watch = args.includes('--watch');
const tier = args.find(arg => arg.startsWith('--tests='))?.slice('--tests='.length);

const common = {
  bundle: true,
  logLevel: 'warning',
  minify: production,
  sourcemap: production ? false : 'linked',
  loader: { '.sql': 'text' },
};

/** For Node. Libraries made of ES modules ask for `import.meta.url`. */
const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
  define: { 'import.meta.url': '__importMetaUrl' },
  banner: { js: 'const __importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
};

/** Libraries also ask for `navigator`, which VS Code reports as an error of the extension that touches it. */
const host = { ...node, define: { ...node.define, navigator: 'undefined' } };

/** Tests that are not inside VS Code use it as well. */
const scanWorker = { ...host, entryPoints: ['src/git/scanWorker.ts'], outfile: 'dist/scanWorker.js' };

/**
 * The extension in parts: what `import()` names is read from disk once it is needed. esbuild splits ES modules alone, and
 * extensions are CommonJS; so the parts become that when they are made.
 */
const inParts = {
  ...host,
  entryPoints: ['src/extension.ts'],
  outdir: 'dist',
  format: 'esm',
  splitting: true,
  chunkNames: 'part-[hash]',
  banner: {},
  sourcemap: production ? false : 'inline',
  metafile: true,
  write: false,
  plugins: [
    {
      name: 'parts',
      setup(build) {
        build.onEnd(({ outputFiles = [], metafile }) => writeParts(outputFiles, metafile));
      },
    },
  ],
};

async function writeParts(parts, metafile) {
  const options = {
    format: 'cjs',
    platform: 'node',
    target: node.target,
    minify: production,
    sourcemap: production ? false : 'external',
    banner: node.banner.js,
    supported: { 'dynamic-import': false }, // `require`, only later
  };
  const made = await Promise.all(parts.map(({ text }) => esbuild.transform(text, options)));
  made.forEach(({ code, map }, i) => {
    const { path } = parts[i];
    writeFileSync(path, map ? `${code}//# sourceMappingURL=${basename(path)}.map\n` : code);
    if (map) {
      writeFileSync(`${path}.map`, map);
    }
  });
  const names = parts.map(({ path }) => basename(path));
  const old = parts.length === 0 ? [] : readdirSync('dist').filter(name => name.startsWith('part-'));
  old.filter(name => !names.includes(name.replace(/\.map$/, ''))).forEach(name => rmSync(join('dist', name)));
  if (args.includes('--metafile')) {
    writeFileSync('dist/parts.json', JSON.stringify(metafile));
  }
}

const extension = [
  inParts,
  { ...host, entryPoints: ['src/store/worker.ts'], outfile: 'dist/storeWorker.js' },
  scanWorker,
  {
    ...common,
    entryPoints: ['webview-ui/main.ts'],
    outfile: 'dist/webview.js', // and the styles it imports, dist/webview.css
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
  },
];

const assets = {
  'node_modules/sql.js/dist/sql-wasm.wasm': 'dist/sql-wasm.wasm',
  'node_modules/@vscode/codicons/dist/codicon.css': 'dist/codicon.css',
  'node_modules/@vscode/codicons/dist/codicon.ttf': 'dist/codicon.ttf',
};

/**
 * Each file on its own, in dist/test as it is in test. What a test drives is not bundled; nor are packages and maps: a
 * process that has loaded all of that for each file has a gigabyte, and takes the longer to start another one.
 */
function tests(files) {
  return {
    ...node,
    entryPoints: files,
    outdir: 'dist/test',
    outbase: 'test',
    sourcemap: 'linked',
    packages: 'external',
  };
}

function testFiles(roots) {
  return roots.flatMap(root =>
    statSync(root).isDirectory()
      ? readdirSync(root, { recursive: true, encoding: 'utf8' })
          .filter(name => name.endsWith('.test.ts'))
          .map(name => join(root, name))
      : [root],
  );
}

/** What a tier consists of besides its tests. */
const programs = {
  host: ['test/host/main.ts', 'test/host/index.ts'],
  bench: ['test/bench/main.ts'],
  demo: ['test/demo/main.ts'],
  start: ['test/demo/start.ts'],
  electron: ['test/host/electron.ts', 'test/host/index.ts'],
};

async function buildTests() {
  const roots = args.filter(arg => !arg.startsWith('--'));
  const tested = { electron: 'host' }[tier] ?? tier;
  const withTests = ['unit', 'host', 'e2e'].includes(tested)
    ? testFiles(roots.length > 0 ? roots : [`test/${tested}`])
    : [];
  rmSync(join('dist/test', tested), { recursive: true, force: true });
  await esbuild.build(scanWorker);
  await esbuild.build(tests([...(programs[tier] ?? []), ...withTests]));
}

async function buildExtension() {
  const missing = [...extension.flatMap(each => each.entryPoints), ...Object.keys(assets)].filter(
    path => !existsSync(path),
  );
  if (missing.length > 0) {
    throw new Error(`cannot build without ${missing.join(', ')}`);
  }
  mkdirSync('dist', { recursive: true });
  if (production) {
    readdirSync('dist')
      .filter(name => name !== 'test')
      .forEach(name => rmSync(join('dist', name), { recursive: true }));
  }
  Object.entries(assets).forEach(([from, to]) => cpSync(from, to));
  if (!watch) {
    await Promise.all(extension.map(each => esbuild.build(each)));
    if (production) {
      publishTypes();
    }
    return;
  }
  const contexts = await Promise.all(
    extension.map(each => esbuild.context({ ...each, plugins: [...(each.plugins ?? []), announce] })),
  );
  await Promise.all(contexts.map(context => context.watch()));
}

/** What other extensions compile against: the types of `getAPI(1)` and of what they name. */
function publishTypes() {
  const options = [
    '--ignoreConfig',
    '--declaration',
    '--emitDeclarationOnly',
    '--rootDir',
    'src',
    '--outDir',
    'dist/types',
  ];
  const language = [
    '--strict',
    '--target',
    'es2023',
    '--module',
    'preserve',
    '--moduleResolution',
    'bundler',
    '--types',
    'node',
  ];
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', 'src/app/publicApi.ts', ...options, ...language], {
    stdio: 'inherit',
  });
}

/** Lines that an editor's background task can match. */
const announce = {
  name: 'announce',
  setup(build) {
    build.onStart(() => console.log('[watch] build started'));
    build.onEnd(({ errors }) => {
      errors.forEach(({ text, location }) =>
        console.error(`> ${location?.file}:${location?.line}:${location?.column}: error: ${text}`),
      );
      console.log('[watch] build finished');
    });
  },
};

try {
  await (tier === undefined ? buildExtension() : buildTests());
} catch (error) {
  console.error(error.errors ? `The build failed with ${error.errors.length} errors.` : error.message);
  process.exitCode = 1;
}
