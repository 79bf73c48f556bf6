import { OutputLines } from './outputLines';

/**
 * The line that says that a gate's command, or the tool behind it, could not be run at all.
 *
 * Such a gate has judged nothing, whatever its exit code: missing tools must
 * not look like bad code. Only lines in the very form of the known shells,
 * package managers and tools count, since a failing test may print anything.
 */
export function findStartFailure(exitCode: number, output: string): string | undefined {
  const lines = new OutputLines();
  const last = [...lines.push(output), ...lines.end()].slice(-30);
  const patterns = [...toolMessages, ...(exitCode === 126 || exitCode === 127 ? shellMessages : [])];
  return exitCode === 0 ? undefined : last.find(line => patterns.some(pattern => pattern.test(line)))?.trim();
}

/** From bash, dash, ksh, busybox and zsh, in front of whose words comes the name of the shell. */
const shellMessages: readonly RegExp[] = [
  /^\S*sh: .*(?:not found|No such file or directory|Permission denied|cannot execute.*|Is a directory|bad interpreter.*)$/,
  /^zsh:\d+: (?:command not found|no such file or directory|permission denied|exec format error): /,
  /^env: .+: No such file or directory$/,
];

const toolMessages: readonly RegExp[] = [
  /^\S*sh: (?:-c: )?(?:line )?\d+: (?:syntax error|Syntax error: |unexpected EOF)/,
  /^zsh:\d+: (?:parse error|unmatched)/,
  /^'.+' is not recognized as an internal or external command/,
  /^npm (?:error|ERR!) (?:npx canceled due to missing packages|Missing script: )/,
  /^\s?ERR_PNPM_(?:NO_SCRIPT|RECURSIVE_EXEC_FIRST_FAIL) .*(?:Missing script|not found)/,
  /^error Command ".+" not found\.$/, // yarn 1
  /^Usage Error: Couldn't find a script named /, // yarn 2 and later
  /^error: Script not found "/, // bun
  /^error: no such command: /, // cargo
  /python[\d.]*(?:\.exe)?: No module named \S+$/,
  /^make(?:\[\d+\])?: \*\*\* No rule to make target [^,]+\. {2}Stop\.$/,
  /^make(?:\[\d+\])?: \*\*\* \[.+\] Error 12[67]$/,
  /^ESLint couldn't find (?:an eslint\.config|a configuration file)/,
];
