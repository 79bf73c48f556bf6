import { existsSync, readFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { guarded } from './guard.mjs';
import { ensureEditor, ensureNode } from './install.mjs';
import { run } from './run.mjs';

const tsc = 'node_modules/typescript/bin/tsc';
const eslint = 'node_modules/eslint/bin/eslint.js';
const mocha = 'node_modules/mocha/bin/mocha.js';
const coverage = ['--include=src', '--exclude-after-remap', '--reporter=text', '--reporter=html'];
const collector = ['node_modules/c8/bin/c8.js', ...coverage, 'node'];

/** Below this, some of the tools we use do not start. */
const oldestNode = 22;

/** So many files of window tests may get a second try. */
const mostAgain = 3;

/**
 * The tiers of the tests, and the other programs of the project. Each runs in Node 22 or later, whichever one started
 * us, and resolves with `{ passed, failed, output }`; the output is empty where it was printed at once. Tests
 * also give `failures`, a text for each that failed.
 */
export class Tiers {
  #node;
  #tools;
  #running = new Set();
  #stopped = false;

  /** End what runs; what comes next does not start. */
  stop(signal) {
    this.#stopped = true;
    this.#running.forEach(child => child.kill(signal));
  }

  get stopped() {
    return this.#stopped;
  }

  /** Three projects side by side, each looking only at what has changed. They count as one test. */
  async types() {
    const check = project => {
      const memory = `node_modules/.cache/types/${project === '.' ? 'src' : project}.tsbuildinfo`;
      const args = [tsc, '--noEmit', '--pretty', '-p', project, '--incremental', '--tsBuildInfoFile', memory];
      return this.script(args, { capture: true });
    };
    return asOneTest(await Promise.all(['.', 'webview-ui', 'test'].map(check)));
  }

  async lint() {
    return asOneTest([await this.script([eslint, '.'], { capture: true })]);
  }

  async unit(args, { capture = false, coverage = false } = {}) {
    await this.buildTests('unit', args);
    return this.#counted(env => this.#mocha('unit', args, { env, capture, before: coverage ? collector : [] }));
  }

  async host(args) {
    await this.build();
    await this.buildTests('host', args);
    const tools = await this.tools();
    return this.#counted(env => this.#testProgram('host/main', flagsOf(args), env, tools));
  }

  async e2e(args) {
    await this.build();
    await this.buildTests('e2e', args);
    const tools = await this.tools();
    const windows = files => this.#counted(env => this.#mocha('e2e', flagsOf(args), { env, tools, files }));
    return this.#againIfFew(await windows(), windows);
  }

  /**
   * A window waits for a whole VS Code and a browser on a machine that others use too. Files of which a test failed are
   * run once more, each by itself, and it is said; many at a time are no accident. Failed twice is failed.
   */
  async #againIfFew(first, work) {
    const failed = Object.keys(first.files).filter(file => first.files[file].failed > 0 && existsSync(file));
    if (failed.length === 0 || failed.length > mostAgain || this.#stopped) {
      return first;
    }
    const sum = { ...first, failures: [] };
    for (const file of failed) {
      console.log(`Failed, and run once more by itself: ${basename(file)}`);
      const second = await work([file]);
      sum.passed += second.passed - first.files[file].passed;
      sum.failed += second.failed - first.files[file].failed;
      sum.failures.push(...second.failures);
    }
    return sum;
  }

  /** Run a program of the tests, which `buildTests` has bundled. Resolves with its exit code. */
  async program(name, args) {
    const tools = await this.tools();
    return guarded(async ({ env }) => (await this.#testProgram(name, args, env, tools)).code);
  }

  async build(...flags) {
    await this.#must(['esbuild.mjs', ...flags]);
  }

  async buildTests(tier, args = []) {
    await this.#must(['esbuild.mjs', `--tests=${tier}`, ...args.filter(arg => !arg.startsWith('-'))]);
  }

  /** What the tiers with a real VS Code need, installed on first use. */
  async tools() {
    this.#tools ??= { node: await this.#ensureNode(), ...(await ensureEditor()), chromium: await ensureChromium() };
    return this.#tools;
  }

  /** Installed once, however many scripts that start side by side need it. */
  #ensureNode() {
    return (this.#node ??= ensureNode());
  }

  /** Run a script in Node 22 or later, which also comes first on its PATH. */
  async script(args, { env = {}, capture = false, node } = {}) {
    node ??= Number.parseInt(process.versions.node) >= oldestNode ? process.execPath : await this.#ensureNode();
    if (this.#stopped) {
      return { code: 1, output: '' };
    }
    const path = `${dirname(node)}${delimiter}${process.env.PATH}`;
    let started;
    const ended = await run(node, args, {
      capture,
      env: { ...process.env, ...env, PATH: path },
      onStart: child => this.#running.add((started = child)),
    });
    this.#running.delete(started);
    return ended;
  }

  #testProgram(name, args, env, tools) {
    return this.script(['--enable-source-maps', `dist/test/${name}.js`, ...args], {
      node: tools.node,
      env: { ...env, AUTOBOT_TEST_TOOLS: JSON.stringify(tools) },
    });
  }

  #mocha(tier, args, { env, tools = {}, capture = false, before = [], files = [`dist/test/${tier}/**/*.test.js`] }) {
    return this.script(
      [
        ...before,
        ...['--enable-source-maps', mocha, '--exit', '--reporter=test/tools/countingReporter.cjs'],
        ...(capture ? [] : ['--color']),
        // One window at a time: two on two cores each take more than twice as long, and then run into their limits.
        ...(tier === 'unit' ? ['--timeout=60000', '--parallel', '--jobs=2'] : ['--timeout=240000']),
        ...[...flagsOf(args), ...files],
      ],
      { capture, node: tools.node, env: { ...env, AUTOBOT_TEST_TOOLS: JSON.stringify(tools) } },
    );
  }

  /** What the tests said about themselves; a tier that could not say it, or ran nothing, has failed. */
  async #counted(work) {
    return guarded(async ({ folder, env }) => {
      const result = join(folder, 'result.json');
      const { code, output } = await work({ ...env, AUTOBOT_TEST_RESULT: result });
      const files = existsSync(result) ? JSON.parse(readFileSync(result, 'utf8')) : {};
      const [passed, failed] = ['passed', 'failed'].map(how => Object.values(files).reduce((n, file) => n + file[how], 0));
      const crashed = failed === 0 && (code !== 0 || passed === 0);
      return {
        files,
        passed,
        failed: failed + (crashed ? 1 : 0),
        failures: crashed ? ['ended without a result, see above'] : Object.values(files).flatMap(file => file.failures),
        output: crashed ? `${output}\nThe tests ended with ${code} after ${passed} had passed.\n` : output,
      };
    });
  }

  async #must(args) {
    const { code, output } = await this.script(args, { capture: true });
    process.stdout.write(output);
    if (code !== 0) {
      throw new Error(`node ${args.join(' ')} ended with ${code}`);
    }
  }
}

function flagsOf(args) {
  return args.filter(arg => arg.startsWith('-'));
}

function asOneTest(runs) {
  const failed = runs.some(({ code }) => code !== 0);
  return { passed: failed ? 0 : 1, failed: failed ? 1 : 0, output: runs.map(({ output }) => output).join('') };
}
