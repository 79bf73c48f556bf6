import type { Finding, TestCounts } from '../../core/gate';

/** What a line of a report for machines says. */
export interface Told {
  readonly findings?: readonly Finding[];
  readonly tests?: TestCounts;
  /** What the tool would have printed for people; it is read like any other output. */
  readonly text?: string;
}

/**
 * Reads one tool's machine format from lines, escape sequences already taken out; `null` is the end of the output.
 *
 * `undefined`: the line is none of its format. Paths are as the tool wrote them.
 */
export type ReportReader = (line: string | null) => Told | undefined;

/** A report that is larger is not looked at. */
export const maxReport = 16 * 1024 * 1024;

/** A reader for a format whose lines each are a JSON value that begins like this. */
export function jsonReader(begins: RegExp, tell: (value: unknown) => Told | undefined): ReportReader {
  return line => {
    if (line === null || !begins.test(line)) {
      return undefined;
    }
    const value = parsed(line);
    return value === undefined ? undefined : tell(value);
  };
}

/** `undefined`: it is cut, or never was JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
