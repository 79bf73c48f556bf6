import stripAnsi from 'strip-ansi';
import * as z from 'zod';
import type { Finding } from '../../core/gate';
import { inOneLine } from '../inOneLine';
import { placeInStack } from '../stackPlace';
import { jsonReader, type ReportReader } from './reportReader';

const plain = z.string().transform(text => stripAnsi(text));
const schema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: plain,
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(plain).nullable() }),
      ),
    }),
  ),
});
type File = z.infer<typeof schema>['testResults'][number];

/** Jest's `--json`, which is Vitest's `--reporter=json` too: all of it on one line. */
export function createJestJsonReader(): ReportReader {
  let isSummedUp = false; // Jest also says it for people, before
  const read = jsonReader(/^\{"num(?:Failed|Total)TestSuites":/, value => {
    const report = schema.safeParse(value).data;
    if (report === undefined) {
      return undefined;
    }
    const failed = report.numFailedTests + report.testResults.filter(isBroken).length;
    const tests = { ran: report.numPassedTests + failed, failed };
    return { findings: report.testResults.flatMap(findingsOf), ...(!isSummedUp && { tests }) };
  });
  return line => {
    isSummedUp ||= /^Tests: .*\d+ total$/.test(line ?? '');
    return read(line);
  };
}

/** It could not even be loaded, so it has no tests. */
function isBroken({ status, assertionResults }: File): boolean {
  return status === 'failed' && assertionResults.length === 0;
}

function findingsOf(file: File): Finding[] {
  if (isBroken(file)) {
    return [findingOf(file, 'could not be run', file.message)];
  }
  return file.assertionResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => findingOf(file, fullName, (failureMessages ?? []).join('\n')));
}

/** Rows of the stack, of a picture of the code, and of Jest itself. */
const noReason = /^\s*(?:at |>?\s*\d*\s*\||●|Require stack:|- \S)/;

function findingOf({ name }: File, what: string, text: string): Finding {
  const place = placeInStack(text, name.split(/[\\/]/).at(-1));
  const reason = inOneLine(text.split('\n').filter(row => !noReason.test(row)));
  return {
    ...{ file: name, line: place?.line ?? null, column: place?.column ?? null },
    ...{ severity: 'error', message: reason === '' ? what : `${what}: ${reason}`, rule: null },
  };
}
