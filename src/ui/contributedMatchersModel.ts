import * as z from 'zod';
import type { ContributedMatchers } from '../gates/matchers/resolveMatchers';

const one = z.union([z.array(z.unknown()), z.unknown().transform(value => (value === undefined ? [] : [value]))]);
const manifest = z.object({
  contributes: z.object({ problemMatchers: one, problemPatterns: one }).partial(),
});

/** The problem matchers that extensions bring by their manifests, checked no further: one is only when a gate uses it. */
export function contributedMatchers(manifests: readonly unknown[]): ContributedMatchers {
  const all = manifests.map(value => manifest.safeParse(value).data?.contributes ?? {});
  return {
    matchers: all.flatMap(({ problemMatchers = [] }) => problemMatchers),
    patterns: all.flatMap(({ problemPatterns = [] }) => problemPatterns),
  };
}
