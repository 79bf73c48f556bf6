import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adapt } from './editor/adapt.mjs';
import { mustRun } from './run.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const platform = `${process.platform}-${process.arch}`;

/** Where the tools are installed: outside of what `npm ci` of the project touches. */
function toolsFolder() {
  return resolve(process.env.AUTOBOT_TOOLS_DIR ?? join(here, '../../.tools'));
}

/**
 * The tool's folder, installed on first use.
 *
 * Its name holds the hash of its lock files, and it gets this name only when it is complete: a folder that is
 * there can be used, a changed lock makes a new one, and of two installations at the same time the first wins.
 */
async function ensureTool(name, explanation, install) {
  const source = join(here, name);
  const root = toolsFolder();
  const folder = join(root, `${name}-${platform}-${hashOf(source)}`);
  if (existsSync(folder)) {
    return folder;
  }
  console.log(`Installing ${explanation} into ${root} (once)`);
  mkdirSync(root, { recursive: true });
  removeAbandoned(root);
  const partial = `${folder}.${process.pid}.partial`;
  try {
    cpSync(source, partial, { recursive: true });
    await install(partial);
    renameSync(partial, folder);
    removeOthers(root, `${name}-${platform}-`, folder);
  } catch (error) {
    if (!existsSync(folder)) {
      throw error;
    }
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

/** Node 24, as a package for this platform. Returns the program. */
export async function ensureNode() {
  const folder = await ensureTool('node', 'Node 24', install => npmCi(install));
  const modules = join(folder, 'node_modules');
  const program = readdirSync(modules)
    .flatMap(name => [join(modules, name, 'bin/node'), join(modules, name, 'bin/node.exe')])
    .find(path => existsSync(path));
  if (program === undefined) {
    throw new Error(`there is no Node 24 package for ${platform}: use Node 24 to run this command`);
  }
  return program;
}

/** The VS Code server and the Claude CLI. Returns the server's script and the CLI's program. */
export async function ensureEditor() {
  const folder = await ensureTool('editor', 'a VS Code server and the Claude CLI (1 GB)', async install => {
    await npmCi(install);
    const server = join(install, 'node_modules/code-server/lib/vscode');
    // The list of versions that comes with the package does not fit its own package.json.
    cpSync(join(install, 'server-shrinkwrap.json'), join(server, 'npm-shrinkwrap.json'));
    await npmCi(server);
    adapt(server);
  });
  return {
    server: join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js'),
    claude: findClaude(join(folder, 'node_modules/@anthropic-ai')),
  };
}

/** The CLI is one program per platform (and C library), each in a package of its own. */
function findClaude(scope) {
  const names = [`claude-code-${platform}/claude`, `claude-code-${platform}-musl/claude`, `claude-code-${platform}/claude.exe`];
  const program = names.map(name => join(scope, name)).find(path => existsSync(path));
  if (program === undefined) {
    throw new Error(`there is no Claude CLI for ${platform}`);
  }
  return program;
}

/** Exactly what the lock says. No package's install script is needed, so none is run. */
async function npmCi(folder) {
  await mustRun('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
}

function hashOf(folder) {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 12);
}

/** Versions that this project no longer asks for; a folder named by the user may serve several projects. */
function removeOthers(root, prefix, current) {
  if (process.env.AUTOBOT_TOOLS_DIR === undefined) {
    readdirSync(root)
      .filter(name => name.startsWith(prefix) && !name.endsWith('.partial') && join(root, name) !== current)
      .forEach(name => rmSync(join(root, name), { recursive: true, force: true }));
  }
}

/** What an installation that was killed has left. */
function removeAbandoned(root) {
  for (const name of readdirSync(root)) {
    const pid = Number(/\.(\d+)\.partial$/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) {
      rmSync(join(root, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}
