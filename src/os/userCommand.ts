import { cleanEnvironment } from './environment';

/** A command of the user's own that takes longer than this is ended, in milliseconds. */
const timeout = 60_000;

/**
 * Run a command line of the user's in their shell. What it is about comes in variables, which no shell takes apart.
 * Rejects with what went wrong.
 */
export async function runUserCommand(command: string, variables: Readonly<Record<string, string>>): Promise<void> {
  const { execa } = await import('execa');
  await execa(command, {
    shell: true,
    stdin: 'ignore',
    stdout: 'ignore',
    timeout,
    extendEnv: false,
    env: cleanEnvironment(variables),
    maxBuffer: 100_000,
  });
}
