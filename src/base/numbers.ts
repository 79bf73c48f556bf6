import { t } from '@vscode/l10n';

/** A number with the separators of the user's language, and so many digits behind the point: `least` in any case. */
export function formatNumber(value: number, { least = 0, most = least }: Digits = {}): string {
  const digits = `${least} ${most}`;
  let format = formats.get(digits);
  if (!format) {
    // The text is the locale of the texts themselves: a language that they are not in has English numbers too.
    format = new Intl.NumberFormat(t('en'), { minimumFractionDigits: least, maximumFractionDigits: most });
    formats.set(digits, format);
  }
  return format.format(value);
}

interface Digits {
  readonly least?: number;
  readonly most?: number;
}

const formats = new Map<string, Intl.NumberFormat>();

/** US dollars, to the cent. */
export function formatUsd(dollars: number): string {
  return `$${formatNumber(dollars, { least: 2 })}`;
}
