import type { RejectedHunkView } from '../protocol/view';
import { excerpt } from './excerpt';
import type { RejectedHunk } from './rejected';

/** A view is sent often; what is beyond is found by Show Rejected Hunks. */
const shownHunks = 50;

/** What was taken out, as the timeline and the tree show it. */
export function rejectedViews(hunks: readonly RejectedHunk[]): RejectedHunkView[] {
  return hunks.slice(0, shownHunks).map(({ path, hunk, line, before, after, reason }) => ({
    id: hunk,
    path,
    line: line === null ? null : line + 1,
    before: excerpt(before),
    after: excerpt(after),
    reason,
  }));
}
