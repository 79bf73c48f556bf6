import * as z from 'zod';
import type { Finding } from '../../core/gate';
import { maxReport, parsed, type ReportReader, type Told } from './reportReader';

const schema = z.array(
  z
    .object({
      filename: z.string(),
      location: z.object({ row: z.number(), column: z.number() }).nullable(),
      message: z.string(),
      code: z.string().nullable(),
      severity: z.string().nullable().catch(null),
    })
    .transform(({ filename: file, location, message, code: rule, severity }): Finding => ({
      ...{ file, line: location?.row ?? null, column: location?.column ?? null, message, rule },
      severity: severity === 'warning' ? 'warning' : 'error',
    })),
);

/** Ruff's `--output-format json`: a list with an indented entry for each violation. Any other list remains text. */
export function createRuffJsonReader(): ReportReader {
  let lines: string[] = [];
  let size = 0;

  return line => {
    const isInside = lines.length > 0 && line?.startsWith('  ') === true && size <= maxReport;
    if (line !== null && (line === '[' || lines.length > 0)) {
      lines.push(line);
      size += line.length;
    }
    if (lines.length === 0 || isInside || (line === '[' && lines.length === 1)) {
      return lines.length === 0 ? undefined : {};
    }
    const told = tell(lines.join('\n'));
    [lines, size] = [[], 0];
    return told;
  };
}

function tell(text: string): Told {
  const findings = schema.safeParse(parsed(text)).data;
  return findings === undefined ? { text } : { findings };
}
