import { spawn, spawnSync } from 'node:child_process';

/**
 * Run a program to its end. Resolves with its exit code; with `capture`, its output is kept and not printed.
 *
 * Node's own tools are always given as `[process or node, script]`; only npm goes through a shell, and only on Windows.
 */
export async function run(program, args, { capture = false, onStart = () => {}, ...options } = {}) {
  const shell = process.platform === 'win32' && program === 'npm';
  const stdio = capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
  const child = spawn(program, args, { stdio, shell, ...options });
  onStart(child);
  const output = [];
  child.stdout?.on('data', chunk => output.push(chunk));
  child.stderr?.on('data', chunk => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', error => reject(new Error(`${program} cannot be started: ${error.message}`)));
    child.once('close', (code, signal) =>
      resolve({ code: code ?? 1, signal, output: Buffer.concat(output).toString('utf8') }),
    );
  });
}

/** Run a program that must succeed; its output is shown only if it does not. */
export async function mustRun(program, args, options = {}) {
  const { code, output } = await run(program, args, { capture: true, ...options });
  if (code !== 0) {
    throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${output}`);
  }
  return output;
}

/** The first of these programs that can be started. */
export function findProgram(names) {
  return names.find(name => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
}
