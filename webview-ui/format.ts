import { t } from '@vscode/l10n';
import { formatNumber, formatUsd } from '../src/protocol/words';

/** 1m 05s; seconds alone under a minute, minutes alone from an hour on. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) {
    return `${seconds}s`;
  }
  return minutes < 60
    ? `${minutes}m ${twoDigits(seconds % 60)}s`
    : `${Math.floor(minutes / 60)}h ${twoDigits(minutes % 60)}m`;
}

/** Cents matter under ten dollars, and a turn may cost less than one. */
export function formatCost(dollars: number): string {
  return dollars > 0 && dollars < 0.01 ? `<${formatUsd(0.01)}` : formatUsd(dollars);
}

export function formatTokens(tokens: number): string {
  if (tokens < 1_000) {
    return t`${tokens} tokens`;
  }
  return tokens < 1_000_000 ? t`${`${trim(tokens / 1_000)}k`} tokens` : t`${`${trim(tokens / 1_000_000)}M`} tokens`;
}

/** In kB and MB of a thousand, as files are sized elsewhere. */
export function formatBytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} kB` : `${trim(bytes / 1_000_000)} MB`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function trim(value: number): string {
  return formatNumber(value, { most: value < 10 ? 1 : 0 });
}

/** A task's title: the first line of its prompt, in so far as it is a title's length. */
export function titleOf(prompt: string): string {
  const line = prompt.trimStart().slice(0, 300).split('\n', 1)[0] ?? '';
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
