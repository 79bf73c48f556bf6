import { t } from '@vscode/l10n';
import * as z from 'zod';
import { messageOf } from '../../base/errors';

const group = z.int(t('must be the number of a group')).min(0, t('must be the number of a group')).exactOptional();
const kind = z.enum(['file', 'location'], t('must be "file" or "location"')).exactOptional();
const text = z.string(t('must be a text'));

const regexp = z.string(t('must be a regular expression')).transform((source, context) => {
  try {
    return new RegExp(source);
  } catch (error) {
    context.addIssue({ code: 'custom', message: t`is no regular expression: ${messageOf(error)}` });
    return z.NEVER;
  }
});

/** One line of what a tool says, and which groups of it mean what. Where the end of a place is, Autobot does not show. */
export const patternSchema = z.object(
  {
    regexp,
    kind,
    loop: z.boolean(t('must be true or false')).exactOptional(),
    ...{ file: group, location: group, line: group, column: group, endLine: group, endColumn: group },
    ...{ severity: group, code: group, message: group },
  },
  t('must be a pattern with a regexp'),
);

const lines = z.array(patternSchema).min(1, t('must have at least one pattern'));
const severity = z.enum(['error', 'warning', 'warn', 'info'], t('must be "error", "warning" or "info"'));

/** A matcher as tasks.json and extensions write it. Fields that say how tasks run in the background have no meaning here. */
export const matcherSchema = z.object(
  {
    base: text.exactOptional(),
    owner: text.exactOptional(),
    severity: text.toLowerCase().pipe(severity).exactOptional(),
    fileLocation: z
      .union([text.transform(word => [word] as const), z.tuple([text]), z.tuple([text, text])], {
        error: t('must be "absolute", "relative" or "autoDetect", or a list of one of these and a folder'),
      })
      .exactOptional(),
    pattern: z
      .unknown()
      .transform((value, context) => {
        const parsed = (typeof value === 'string' ? text : Array.isArray(value) ? lines : patternSchema).safeParse(
          value,
        );
        parsed.error?.issues.forEach(({ path, message }) => context.addIssue({ code: 'custom', path, message }));
        return parsed.data ?? z.NEVER;
      })
      .exactOptional(),
  },
  t('must be the name of a problem matcher, or an object with a pattern'),
);

/** A pattern that an extension brings: a line, or several under one name. */
export const namedPatternSchema = z.union([
  z.object({ patterns: lines }).transform(({ patterns }) => patterns),
  patternSchema,
]);

export type PatternFields = z.infer<typeof patternSchema>;
export type MatcherFields = z.infer<typeof matcherSchema>;

/** What is wrong, in words. */
export function wordsOf(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => [path.join('.'), message].filter(part => part !== '').join(' '))
    .join('; ');
}
