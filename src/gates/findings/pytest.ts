import type { Finding } from '../../core/gate';
import type { LineReader } from './lineReader';

const section = /^=+ (FAILURES|ERRORS) =+$/;
const otherSection = /^=+ .+ =+$/;
const header = /^_{3,} (?:ERROR (?:at \w+ of|collecting) )?(?<name>.+?) _{3,}$/;
const place = /^(?<file>\S.*\.py):(?<line>\d+):(?: (?:in .+|\w+(?:\.\w+)*))?$/;
const said = /^E\s+(?<words>\S.*)$/;

/** pytest's reports of failures: a header for each test, what was wrong after `E`, and the lines that led there. */
export function createPytestReader(): LineReader {
  let isInside = false;
  let failure: { readonly name: string; file: string | null; line: number | null; words: string[] } | undefined;

  const take = (): Finding | null => {
    const { name = '', file = null, line = null, words = [] } = failure ?? {};
    failure = undefined;
    const reason = (words[0] ?? '').slice(0, 400); // the next ones may hold addresses in memory
    const message = reason === '' ? name : `${name}: ${reason}`;
    return name === '' ? null : { file, line, column: null, severity: 'error', message, rule: null };
  };

  return line => {
    if (line === null || otherSection.test(line)) {
      const wasInside = isInside;
      isInside = line !== null && section.test(line);
      return wasInside || isInside ? take() : undefined;
    }
    const name = isInside ? header.exec(line)?.groups?.['name'] : undefined;
    if (name !== undefined) {
      const before = take();
      failure = { name, file: null, line: null, words: [] };
      return before;
    }
    if (failure === undefined) {
      return undefined;
    }
    const at = place.exec(line)?.groups;
    if (at && (failure.file === null || !/^(?:\/|[A-Za-z]:|\.\.)/.test(at['file'] ?? ''))) {
      [failure.file, failure.line] = [at['file'] ?? null, Number(at['line'])]; // the innermost that is not a library's
    }
    const words = said.exec(line)?.groups?.['words'];
    if (words !== undefined) {
      failure.words.push(words);
    }
    return null;
  };
}
