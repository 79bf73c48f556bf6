import { execa } from 'execa';
import { LineSplitter } from '../os/lineSplitter';
import { describeDeath, describeNoStart, type Failure } from './failure';
import { settlesWithin } from './within';

export interface ChildCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface ChildListener {
  onLine(line: string): void;
  /** All bytes printed so far. */
  onPrinted(bytes: number): void;
  /** It is gone, but something that it started holds its output open. */
  onHeld(): void;
}

/** Output after the end of a process that is waited for, in milliseconds. */
const lastOutput = 500;

/** A child process that speaks in lines. */
export class ClaudeChild {
  /** 0 when it could not be started. */
  readonly pid: number;
  /** Resolves when it is gone and all its lines were told, with how that reads in words. */
  readonly gone: Promise<Failure>;
  readonly #child;
  #stderr = '';

  constructor({ program, args, cwd, env }: ChildCommand, listener: ChildListener) {
    this.#child = execa(program, args, {
      cwd,
      env,
      extendEnv: false,
      buffer: false,
      reject: false,
      stdin: 'pipe',
      forceKillAfterDelay: false, // SIGKILL would orphan the shells that it runs
    });
    this.pid = this.#child.pid ?? 0;
    const { stdin, stdout, stderr, nodeChildProcess } = this.#child;
    const splitter = new LineSplitter();
    let printed = 0;
    stdin.on('error', () => undefined); // it may end before it reads; how it ended is the story
    stdout.on('data', (chunk: Buffer) => {
      printed += chunk.length;
      splitter.push(chunk).forEach(line => listener.onLine(line));
      listener.onPrinted(printed);
    });
    stderr.on('data', (chunk: Buffer) => (this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-4000)));

    const { promise, resolve } = Promise.withResolvers<Failure>();
    const outputEnded = new Promise(ended => stdout.once('close', ended));
    nodeChildProcess.once('exit', (code, signal) => {
      // What it started may hold its output open: read what is there, then wait no longer.
      void settlesWithin(outputEnded, lastOutput).then(ended => {
        if (!ended) {
          listener.onHeld();
        }
        splitter.end().forEach(line => listener.onLine(line));
        this.silence();
        resolve(describeDeath({ code, signal }, this.#stderr));
      });
    });
    void this.#child.then(result => {
      if (result.exitCode === undefined && result.signal === undefined) {
        resolve(describeNoStart(program, result.code ?? ''));
      }
    });
    this.gone = promise;
  }

  send(message: object): void {
    if (this.#child.stdin.writable) {
      this.#child.stdin.write(`${JSON.stringify(message)}\n`);
    }
  }

  /** The program waits, as its output does: nothing piles up. */
  hold(until: Promise<unknown>): void {
    const { stdout } = this.#child;
    stdout.pause();
    void until.then(
      () => stdout.resume(),
      () => stdout.resume(),
    );
  }

  closeInput(): void {
    this.#child.stdin.end();
  }

  /** Read no more of it. */
  silence(): void {
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
  }
}
