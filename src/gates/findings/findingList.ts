import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from '../../core/gate';

/** Enough to compare an old code base with itself; a linter run on the wrong folder finds a hundred thousand. */
export const maxFindings = 5000;

/** The findings of a run, each once, placed in its tree. */
export class FindingList {
  readonly #findings = new Map<string, Finding>();

  /** `roots`: the folder the gate ran in, by all its names. `folder`: what relative paths start from, below it. */
  constructor(
    private readonly roots: readonly string[],
    private readonly folder = '',
  ) {}

  get isFull(): boolean {
    return this.#findings.size >= maxFindings;
  }

  /** A finding with its path as the tool wrote it. */
  add(found: Finding): void {
    if (!this.isFull) {
      const finding = this.#placed(found);
      this.#findings.set(JSON.stringify(finding), finding); // some tools say everything twice
    }
  }

  all(): Finding[] {
    return [...this.#findings.values()];
  }

  /** With its path relative to the root. What lies outside is no place we could open, so only its words are kept. */
  #placed(finding: Finding): Finding {
    if (finding.file === null) {
      return finding;
    }
    const file = this.#pathInside(finding.file);
    const where = [finding.file, finding.line, finding.column].filter(part => part !== null).join(':');
    return file === undefined
      ? { ...finding, file: null, line: null, column: null, message: `${where}: ${finding.message}` }
      : { ...finding, file };
  }

  #pathInside(written: string): string | undefined {
    const path = withoutScheme(written);
    for (const root of this.roots) {
      const inside = relative(root, resolve(root, this.folder, path));
      if (inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)) {
        return inside.replaceAll(sep, '/');
      }
    }
    return undefined;
  }
}

function withoutScheme(written: string): string {
  try {
    return written.startsWith('file://') ? fileURLToPath(written) : written;
  } catch {
    return written; // no address of a file after all
  }
}
