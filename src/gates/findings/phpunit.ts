import type { Finding } from '../../core/gate';
import type { LineReader } from './lineReader';

const section = /^There (?:was|were) \d+ (?:failure|error)s?:$/;
/** Of what fails no test, and of the summary. */
const otherSection = /^(?:There (?:was|were) \d+ .+:|FAILURES!|ERRORS!|WARNINGS!|OK\b.*|Tests: \d+, .*)$/;
const header = /^\d+\) (?<name>\S.*)$/;
const place = /^(?<file>\S.*\.\w+):(?<line>\d+)$/;

/** PHPUnit's lists of errors and failures: a numbered header for each test, what was wrong, and where, innermost first. */
export function createPhpunitReader(): LineReader {
  let isInside = false;
  let failure: { readonly name: string; file: string | null; line: number | null; words: string } | undefined;

  const take = (): Finding | null => {
    const { name = '', file = null, line = null, words = '' } = failure ?? {};
    failure = undefined;
    const message = words === '' ? name : `${name}: ${words.slice(0, 400)}`;
    return name === '' ? null : { file, line, column: null, severity: 'error', message, rule: null };
  };

  return line => {
    if (line === null || otherSection.test(line)) {
      const wasInside = isInside;
      isInside = line !== null && section.test(line);
      return wasInside || isInside ? take() : undefined;
    }
    if (!isInside) {
      return undefined;
    }
    const name = header.exec(line)?.groups?.['name'];
    if (name !== undefined) {
      const before = take();
      failure = { name, file: null, line: null, words: '' };
      return before;
    }
    if (failure !== undefined) {
      const at = place.exec(line)?.groups;
      failure.words ||= line.trim(); // what follows are the two sides of a comparison, and further causes
      if (at && failure.file === null) {
        [failure.file, failure.line] = [at['file'] ?? null, Number(at['line'])];
      }
    }
    return null;
  };
}
