import * as z from 'zod';
import { jsonReader, type ReportReader } from './reportReader';

const schema = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(
      z.object({
        ruleId: z.string().nullable().catch(null),
        severity: z.number(),
        message: z.string(),
        line: z.number().nullable().catch(null),
        column: z.number().nullable().catch(null),
      }),
    ),
  }),
);

/** ESLint's `--format=json`: all of it on one line. */
export function createEslintJsonReader(): ReportReader {
  return jsonReader(/^\[\{"filePath":/, value => {
    const files = schema.safeParse(value).data;
    return (
      files && {
        findings: files.flatMap(({ filePath: file, messages }) =>
          messages.map(({ ruleId: rule, severity, message, line, column }) => ({
            ...{ file, line, column, message, rule },
            severity: severity === 1 ? ('warning' as const) : ('error' as const),
          })),
        ),
      }
    );
  });
}
