// node test/run.mjs COMMAND [arguments]: the commands of the project; package.json names them. Starts with Node 20 and
// nothing installed.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './tools/dependencies.mjs';
import { Tiers } from './tools/tiers.mjs';

const [command = '', ...args] = process.argv.slice(2);
const tiers = new Tiers();

const commands = {
  all: () =>
    summed(
      quick,
      { host: () => tiers.host([]), stories: () => stories(100) },
      { e2e: () => tiers.e2e([]) },
      { package: packageIsMade }, // last: it builds the extension anew, smaller
    ),
  check: () => summed(quick),
  unit: () => summed({ unit: () => tiers.unit(args) }),
  kills: () => {
    process.env.AUTOBOT_KILLS = '1000';
    return summed({ kills: () => tiers.unit(['test/unit/store/kill.test.ts']) });
  },
  property: () => summed({ stories: () => stories(2000) }),
  coverage: () => summed({ unit: () => tiers.unit(args, { coverage: true }) }),
  host: () => summed({ host: () => tiers.host(args) }),
  e2e: () => summed({ e2e: () => tiers.e2e(args) }),
  electron: () => program('electron', 'host/electron'),
  bench: () => program('bench', 'bench/main'),
  demo: () => program('demo', 'demo/main'),
  start: () => program('start', 'demo/start', async () => args.push('--vsix', await packageExtension())),
  package: async () => void (await packageExtension()),
};

const quick = {
  types: () => tiers.types(),
  lint: () => tiers.lint(),
  unit: () => tiers.unit([], { capture: true }),
};

/** So many random stories; the unit tests tell a few. */
function stories(count) {
  process.env.AUTOBOT_PROPERTY_RUNS = String(count);
  return tiers.unit(['test/unit/app/anyStory.test.ts'], { capture: true });
}

/**
 * Run groups of tiers in turn, those of one group side by side. One that fails does not keep the others from running; one
 * that cannot even start counts as a failed test. Prints what failed once more at the end, for who sees only that, and the
 * sum as the last line.
 */
async function summed(...groups) {
  const sum = { passed: 0, failed: 0 };
  const failures = [];
  const count = async (name, tier) => {
    const started = Date.now();
    const {
      passed,
      failed,
      output = '',
      failures: named = failed > 0 ? ['see above'] : [],
    } = await tier().catch(error => ({ passed: 0, failed: 1, output: `${error.message}\n` }));
    process.stdout.write(output);
    console.log(`${name}: ${passed} passed, ${failed} failed (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
    sum.passed += passed;
    sum.failed += failed;
    failures.push(...named.map(text => `  ${name}: ${text}`));
  };
  for (const group of groups) {
    if (!tiers.stopped) {
      await Promise.all(Object.entries(group).map(([name, tier]) => count(name, tier)));
    }
  }
  if (failures.length > 0) {
    console.log(`Failed:\n${failures.join('\n')}\n`);
  }
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed > 0 || sum.passed === 0 ? 1 : 0;
}

/** Build the extension and run one of the programs in test/ with our arguments. Resolves with its exit code. */
async function program(name, bundle, prepare = () => tiers.build()) {
  if (!existsSync(`test/${bundle}.ts`)) {
    throw new Error(`there is no test/${bundle}.ts, which \`npm run ${name}\` runs`);
  }
  await prepare();
  await tiers.buildTests(name);
  return tiers.program(bundle, args);
}

async function packageExtension() {
  const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const file = `${name}-${version}.vsix`;
  // vsce builds it: see vscode:prepublish in package.json
  const { code, output } = await tiers.script(
    [
      'node_modules/@vscode/vsce/vsce',
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--no-rewrite-relative-links',
      '--out',
      file,
    ],
    { capture: true },
  );
  if (code !== 0) {
    throw new Error(`${output}\nvsce package ended with ${code}`);
  }
  console.log(`${file}: ${Math.ceil(statSync(file).size / 1024)} kB`);
  return file;
}

/** As a test. */
async function packageIsMade() {
  await packageExtension();
  return { passed: 1, failed: 0 };
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    process.exitCode = 130;
    tiers.stop('SIGTERM');
  });
}

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
try {
  const work = commands[command];
  if (work === undefined) {
    throw new Error(`node test/run.mjs ${Object.keys(commands).join('|')} [arguments]`);
  }
  await ensureDependencies();
  const code = await work();
  process.exitCode ??= code;
} catch (error) {
  console.error(error.message);
  process.exitCode ??= 1;
}
