import { takeSnapshot } from '../git/snapshotTree';

/** What was in a work tree a moment ago. */
export interface Seen {
  readonly tree: string;
  /** HEAD's commit at that time; `undefined` where it was not told. */
  readonly commit: string | null | undefined;
  /** When looking began, in milliseconds as `performance.now()` counts them. */
  readonly lookedAt: number;
}

export async function look(workTree: string, signal?: AbortSignal): Promise<Seen> {
  const lookedAt = performance.now();
  const { tree, commit } = await takeSnapshot(workTree, signal && { signal });
  return { tree, commit, lookedAt };
}
