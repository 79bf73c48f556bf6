import * as z from 'zod';
import { jsonReader, type ReportReader } from './reportReader';

const schema = z.object({
  file: z.string(),
  line: z.number(),
  column: z.number(),
  message: z.string(),
  code: z.string().nullable(),
  severity: z.string(),
});

/** mypy's `--output json`: a line for each message. Its columns count from 0; its notes explain the message before. */
export function createMypyJsonReader(): ReportReader {
  return jsonReader(/^\{"file": "/, value => {
    const said = schema.safeParse(value).data;
    if (said === undefined) {
      return undefined;
    }
    const { file, line, column, message, code: rule, severity } = said;
    const place = { file, line: line < 1 ? null : line, column: column < 0 ? null : column + 1 };
    return severity === 'error' ? { findings: [{ ...place, severity, message, rule }] } : {};
  });
}
