import * as z from 'zod';
import { imageTypes } from '../../core/promptImage';

/** A value kept as JSON in a text column. Text that is not JSON is a row that does not fit, not a crash. */
export function jsonText<Value>(value: z.ZodType<Value>): z.ZodType<Value, string> {
  return z.codec(z.string(), value, {
    decode: (text, context) => {
      try {
        return JSON.parse(text) as unknown; // checked by `value` right after
      } catch {
        context.issues.push({ code: 'custom', input: text, message: 'not JSON' });
        return z.NEVER;
      }
    },
    encode: content => JSON.stringify(content),
  });
}

export const id = z.string().min(1);
/** Epoch milliseconds. */
export const time = z.int();
export const timeOrNull = time.nullable();
export const textOrNull = z.string().nullable();
export const countOrNull = z.int().nonnegative().nullable();
/** What goes along with a prompt. */
export const promptImages = jsonText(
  z.array(z.object({ file: z.string(), name: z.string(), type: z.enum(imageTypes), size: z.number() })),
);
