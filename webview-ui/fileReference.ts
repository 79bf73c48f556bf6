export interface FileReference {
  readonly path: string;
  /** 1-based. */
  readonly line: number | null;
  /** Whether its last part has an extension. */
  readonly looksLikeFile: boolean;
}

/** `src/a.ts`, `src/a.ts:12`, `src/a.ts:12:3`, `src/a.ts#L12`; null for anything with a scheme or without a path. */
export function parseFileReference(text: string): FileReference | null {
  const match = /^(?<path>(?:[A-Za-z]:[/\\])?[^:#?*<>|"\n]+?)(?:(?::|#L)(?<line>\d{1,7})(?:[:-]L?\d+)*)?$/.exec(text);
  const path = match?.groups?.['path'];
  if (!path || path.length > 1_000 || path.startsWith('//') || path.startsWith('\\\\')) {
    return null;
  }
  const line = Number(match.groups?.['line'] ?? 0);
  return { path, line: line > 0 ? line : null, looksLikeFile: /^[^\s]*\.\w{1,10}$/.test(path) };
}
