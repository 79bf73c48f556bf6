/** The prompt, and what the user had written in it before and has not sent: newest first. */
export interface Written {
  readonly draft: string;
  readonly aside: readonly string[];
}

const asideLimit = 10;

/**
 * One step through what was written: texts set aside first, then the prompts that were sent, newest first.
 *
 * A text that is neither is set aside before it is left, so that no step loses anything. Nothing where there is no
 * further step.
 */
export function walkPrompts(from: Written, sent: readonly string[], to: 'older' | 'newer'): Written | undefined {
  const own = sent.includes(from.draft) ? from : setAside(from);
  const all = [...new Set([...own.aside, ...sent])];
  const at = all.indexOf(from.draft);
  if (to === 'older') {
    const draft = all[at + 1];
    return draft === undefined ? undefined : { draft, aside: own.aside };
  }
  if (at === 0 && !own.aside.includes(from.draft)) {
    return { draft: '', aside: own.aside };
  }
  const draft = all[at - 1];
  return draft === undefined ? undefined : { draft, aside: own.aside };
}

/** Keep what is written, before something else takes its place. */
export function setAside({ draft, aside }: Written): Written {
  const isKept = draft.trim() === '' || aside.includes(draft);
  return isKept ? { draft, aside } : { draft, aside: [draft, ...aside].slice(0, asideLimit) };
}
