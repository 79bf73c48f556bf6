import type { Finding } from '../../core/gate';
import { inOneLine } from '../inOneLine';
import { placeInStack } from '../stackPlace';
import { maxReport, type ReportReader, type Told } from './reportReader';
import { xmlParts } from './xmlTags';

const begins = /^\s*(?:<\?xml\b|<testsuites?\b)/;

/** JUnit's XML, which the reporters of most test runners can write. */
export function createJunitReader(): ReportReader {
  let lines: string[] | undefined;
  let root: string | undefined;
  let size = 0;

  const take = (): Told => {
    const told = size > maxReport ? {} : tell((lines ?? []).join('\n'));
    [lines, root, size] = [undefined, undefined, 0];
    return told;
  };

  return line => {
    if (lines === undefined && (line === null || !begins.test(line))) {
      return undefined;
    }
    if (line === null) {
      return take(); // cut short: what is whole counts
    }
    lines ??= [];
    size += line.length;
    if (size <= maxReport) {
      lines.push(line);
    }
    root ??= /<(testsuites?)\b/.exec(line)?.[1];
    const last = line.slice(line.lastIndexOf('<'));
    const isEmpty = last.endsWith('/>') && /^<(testsuites?)\b/.exec(last)?.[1] === root;
    const isEnd = root !== undefined && (last === `</${root}>` || isEmpty);
    return isEnd ? take() : {};
  };
}

interface Test {
  readonly attributes: Readonly<Record<string, string>>;
  /** What was said of its failure; absent: it did not fail. */
  failure?: { readonly message: string; text: string };
  skipped: boolean;
}

function tell(xml: string): Told {
  const findings: Finding[] = [];
  let suite: Readonly<Record<string, string>> = {};
  let test: Test | undefined;
  let inFailure = false;
  const tests = { ran: 0, failed: 0 };
  for (const part of xmlParts(xml)) {
    if (part.kind === 'text') {
      if (inFailure && test?.failure) {
        test.failure.text += part.text;
      }
    } else if (part.kind === 'open') {
      if (part.name === 'testsuite') {
        suite = part.attributes;
      } else if (part.name === 'testcase') {
        test = { attributes: part.attributes, skipped: false };
      } else if (test && (part.name === 'failure' || part.name === 'error')) {
        test.failure ??= { message: part.attributes['message'] ?? '', text: '' };
        inFailure = true;
      } else if (test && part.name === 'skipped') {
        test.skipped = true;
      }
    } else if (part.name === 'failure' || part.name === 'error') {
      inFailure = false;
    } else if (part.name === 'testcase' && test) {
      tests.ran += test.skipped ? 0 : 1;
      if (test.failure) {
        tests.failed += 1;
        findings.push(findingOf(test, suite));
      }
      test = undefined;
    }
  }
  return { findings, tests };
}

function findingOf({ attributes, failure }: Test, suite: Readonly<Record<string, string>>): Finding {
  const { message = '', text = '' } = failure ?? {};
  const reason = inOneLine((message.trim() === '' ? text : message).split('\n'));
  const name = attributes['name'] ?? '';
  const named = attributes['file'] ?? suite['file'] ?? null;
  const line = Number(attributes['line']);
  const stack = named === null || !Number.isInteger(line) ? placeInStack(text, named) : null;
  return {
    file: named ?? stack?.file ?? null,
    line: Number.isInteger(line) ? line : (stack?.line ?? null),
    column: stack?.column ?? null,
    severity: 'error',
    message: reason === '' ? name : `${name}: ${reason}`,
    rule: null,
  };
}
