import * as z from 'zod';
import type { Finding } from '../../core/gate';
import { jsonReader, type ReportReader } from './reportReader';

const schema = z.object({
  message: z.object({
    level: z.string(),
    message: z.string(),
    code: z.object({ code: z.string() }).nullable().catch(null),
    spans: z.array(
      z.object({ file_name: z.string(), line_start: z.number(), column_start: z.number(), is_primary: z.boolean() }),
    ),
  }),
});

/** Cargo's `--message-format=json`: a line for each message of the compiler, and for each thing that was built. */
export function createCargoJsonReader(): ReportReader {
  return jsonReader(/^\{"reason":"/, value => {
    const said = schema.safeParse(value).data?.message;
    const isFinding = said?.level === 'warning' || said?.level.startsWith('error') === true;
    return said && isFinding ? { findings: findingsOf(said) } : {};
  });
}

/** The compiler also says how many there were, without a place. */
const sum = /^(?:aborting due to|could not compile|\d+ warnings? emitted)/;

function findingsOf({ level, message, code, spans }: z.infer<typeof schema>['message']): Finding[] {
  const place = spans.find(span => span.is_primary);
  if (!place && sum.test(message)) {
    return [];
  }
  return [
    {
      file: place?.file_name ?? null,
      line: place?.line_start ?? null,
      column: place?.column_start ?? null,
      severity: level === 'warning' ? 'warning' : 'error',
      message,
      rule: code?.code ?? null,
    },
  ];
}
