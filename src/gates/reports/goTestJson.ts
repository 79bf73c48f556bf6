import * as z from 'zod';
import { jsonReader, type ReportReader } from './reportReader';
import { createGoTestReader } from './goTest';

const event = z.object({
  Action: z.string(),
  Package: z.string().optional(),
  ImportPath: z.string().optional(),
  Output: z.string().optional(),
});

/**
 * `go test -json`: what `go test -v` prints, cut into events. See `go doc test2json`.
 *
 * Packages are tested side by side, so the output of each is put together by itself.
 */
export function createGoTestJsonReader(module: string | undefined): ReportReader {
  const packages = new Map<string, { rest: string; readonly read: ReportReader }>();
  return jsonReader(/^\{"(?:Time|Action|ImportPath|Package)":"/, value => {
    const said = event.safeParse(value).data;
    if (said === undefined) {
      return undefined;
    }
    const { Package, ImportPath, Output = '' } = said;
    const name = Package ?? ImportPath ?? '';
    const known = packages.get(name) ?? { rest: '', read: createGoTestReader(module) };
    packages.set(name, known);
    const lines = (known.rest + Output).split('\n');
    known.rest = lines.pop() ?? '';
    const told = lines.map(line => known.read(line) ?? { text: line });
    return {
      findings: told.flatMap(({ findings = [] }) => findings),
      text: told.flatMap(({ text }) => (text === undefined ? [] : [`${text}\n`])).join(''),
    };
  });
}
