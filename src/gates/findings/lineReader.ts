import type { Finding } from '../../core/gate';

/**
 * Reads one tool's format line by line, escape sequences already taken out; `null` is the end of the output.
 *
 * A line completes at most one finding. Its file is as the tool wrote it. `null`: the line is of its format and completes
 * none; `undefined`: it is not of its format.
 */
export type LineReader = (line: string | null) => Finding | null | undefined;

/** A reader for a format whose every finding is one line. */
export function readerOf(parse: (line: string) => Finding | undefined): LineReader {
  return line => (line === null ? undefined : parse(line));
}
