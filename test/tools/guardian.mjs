// node guardian.mjs MARK FOLDER: waits until its parent ends (or closes the pipe), however that comes about;
// then ends every process that carries the mark in its environment, with its children, and removes the folder.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';

const [mark, folder] = process.argv.slice(2);
/** Milliseconds: what ends by itself in this time was not left, and what has been asked to end gets as much again. */
const patience = 1500;
const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

process.stdin.resume();
process.stdin.on('error', () => {});
process.stdout.on('error', () => {});
process.stdin.once('close', async () => {
  const seen = new Map();
  const asked = new Set();
  for (const deadline = Date.now() + 6 * patience; Date.now() < deadline; await wait(50)) {
    const left = listLeft();
    if (left.length === 0) {
      break;
    }
    for (const { pid, command } of left) {
      const age = Date.now() - (seen.get(pid) ?? Date.now());
      seen.set(pid, seen.get(pid) ?? Date.now());
      if (age > 2 * patience) {
        signal(pid, 'SIGKILL');
      } else if (age > patience && !asked.has(pid)) {
        asked.add(pid);
        console.log(`Ending a process that was left: ${pid} ${command.slice(0, 200)}`);
        signal(pid, 'SIGTERM');
      }
    }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

/** The marked processes and what hangs below them: some wipe their environment, some leave their parent. */
function listLeft() {
  const processes = list();
  const left = new Set(processes.filter(each => each.marked).map(each => each.pid));
  for (let size = -1; size !== left.size; ) {
    size = left.size;
    processes.filter(each => left.has(each.parent)).forEach(each => left.add(each.pid));
  }
  return processes.filter(each => left.has(each.pid) && each.pid !== process.pid);
}

function list() {
  switch (process.platform) {
    case 'linux':
      return readdirSync('/proc')
        .filter(name => /^\d+$/.test(name))
        .map(readProc)
        .filter(each => each !== undefined);
    case 'win32':
      return []; // a process's environment cannot be read there
    default:
      return execFileSync('ps', ['-AEww', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' })
        .split('\n')
        .map(line => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
        .filter(match => match !== null)
        .map(([, pid, parent, command]) => ({
          pid: Number(pid),
          parent: Number(parent),
          command,
          marked: command.includes(`AUTOBOT_TEST_RUN=${mark}`),
        }));
  }
}

function readProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const marked = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`AUTOBOT_TEST_RUN=${mark}`);
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
    return state === 'Z' ? undefined : { pid: Number(pid), parent: Number(parent), command, marked };
  } catch {
    return undefined; // gone, or another user's
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // gone by now
  }
}
