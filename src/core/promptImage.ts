import { t } from '@vscode/l10n';
import { formatNumber } from '../base/numbers';

/** What Claude can see. */
export const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
export type ImageType = (typeof imageTypes)[number];

/** An image that goes with a prompt. */
export interface PromptImage {
  /** Its path in the folder of images, with slashes. */
  readonly file: string;
  /** What the user knows it by. */
  readonly name: string;
  readonly type: ImageType;
  /** Bytes. */
  readonly size: number;
}

/** The Messages API takes 5 MB of an image in base64, and the CLI 10 MB of a message: in bytes of the images themselves. */
export const imageLimits = { count: 10, size: 3_750_000, together: 7_000_000 };

/** What an image is, by how it begins; its name may say anything. */
export function imageTypeOf(bytes: Uint8Array): ImageType | undefined {
  const beginning = String.fromCharCode(...bytes.subarray(0, 12));
  return (
    [
      ['image/png', /^\x89PNG\r\n\x1a\n/],
      ['image/jpeg', /^\xff\xd8\xff/],
      ['image/gif', /^GIF8[79]a/],
      ['image/webp', /^RIFF.{4}WEBP/s],
    ] as const
  ).find(([, pattern]) => pattern.test(beginning))?.[0];
}

/** Why an image cannot go along with these others, in words; `null`: it can. */
export function whyNoImage(
  { name, type, size }: { readonly name: string; readonly type: ImageType | undefined; readonly size: number },
  others: readonly PromptImage[],
): string | null {
  const { count, size: most, together } = imageLimits;
  const sum = others.reduce((all, other) => all + other.size, size);
  if (type === undefined) {
    return t`“${name}” is not an image that Claude can see: those are PNG, JPEG, GIF and WebP.`;
  }
  if (size > most) {
    return t`“${name}” has ${megabytes(size)}; an image may have ${megabytes(most)}. Make it smaller, or crop it.`;
  }
  if (others.length >= count) {
    return t`“${name}” is one too many: ${count} images can go with a prompt.`;
  }
  return sum > together
    ? t`With “${name}” the images have ${megabytes(sum)} together; ${megabytes(together)} can be sent with a prompt.`
    : null;
}

function megabytes(bytes: number): string {
  return `${formatNumber(bytes / 1_000_000, { least: bytes < 100_000 ? 2 : 1 })} MB`;
}
