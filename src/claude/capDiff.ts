/** A diff that fits, and the files of which only the beginning is left. */
export interface CappedDiff {
  readonly text: string;
  readonly cut: readonly string[];
}

/**
 * Shorten a diff to about `limit` bytes, the largest files first, so that every file is still named.
 */
export function capDiff(diff: string, limit: number): CappedDiff {
  const files = diff.split(/^(?=diff --git )/m).filter(file => file !== '');
  const share = fairShare(files.map(byteLength), limit);
  const kept = files.map(file => (byteLength(file) <= share ? file : cutAtLine(file, share)));
  const cut = files.filter((file, i) => kept[i] !== file).map(nameOf);
  // So many files that even their names are too long: the rest is only counted.
  const text = kept.join('');
  return { text: byteLength(text) <= limit * 1.2 ? text : cutAtLine(text, limit), cut };
}

/** The largest size that all files may have so that together they stay within the limit. */
function fairShare(sizes: readonly number[], limit: number): number {
  const ascending = [...sizes].sort((a, b) => a - b);
  let left = limit;
  for (const [i, size] of ascending.entries()) {
    const share = left / (ascending.length - i);
    if (size > share) {
      return share;
    }
    left -= size;
  }
  return Infinity;
}

function cutAtLine(text: string, bytes: number): string {
  const start = Buffer.from(text)
    .subarray(0, bytes)
    .toString('utf8')
    .replace(/\uFFFD$/, '');
  const whole = start.slice(0, start.lastIndexOf('\n') + 1);
  return `${whole || `${start}\n`}[the rest is left out]\n`;
}

function nameOf(file: string): string {
  const header = file.split('\n', 1)[0] ?? '';
  return /^\+\+\+ b\/(?<name>.+?)\t?$/m.exec(file)?.groups?.['name'] ?? header.replace(/^diff --git (a\/)?/, '');
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
