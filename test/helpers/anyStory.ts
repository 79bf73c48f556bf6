import fc from 'fast-check';

/**
 * When somebody wrote. The developer stages and edits before the task, saves from an editor while Claude works, and edits
 * between and after the turns; Claude writes before and after that save, and in a second turn.
 */
export const stages = ['staged', 'unstaged', 'claude 1', 'saved', 'claude 2', 'between', 'claude 3', 'after'] as const;

export type Stage = (typeof stages)[number];

export function isClaudes(stage: Stage): boolean {
  return stage.startsWith('claude');
}

/** One line of a committed file, and what became of it and of the place after it. */
interface Slot {
  readonly edit: { readonly stage: Stage; readonly lines: readonly string[] } | null;
  readonly insertion: { readonly stage: Stage; readonly lines: readonly string[] } | null;
}

/** A committed file of unlike lines, which Claude and the developer edit in different places. */
export interface AnyFile {
  readonly path: string;
  readonly end: '\n' | '\r\n';
  readonly endsWithLine: boolean;
  readonly slots: readonly Slot[];
}

/** A repository, and all that is done in it. No line is written twice. */
export interface AnyStory {
  readonly files: readonly AnyFile[];
  /** Whether Claude deletes, moves, and makes executable a file that is there for it. */
  readonly deletes: boolean;
  readonly moves: boolean;
  readonly makesExecutable: boolean;
  /** For one hunk after the other, again and again: whether it is approved. */
  readonly approvals: readonly boolean[];
  /** Whether the first rejection is undone and made again. */
  readonly undoes: boolean;
}

/** The file once these have written. */
export function textOf({ slots, end, endsWithLine }: AnyFile, has: (stage: Stage) => boolean): string {
  const lines = slots.flatMap(({ edit, insertion }, n) => [
    ...(edit && has(edit.stage) ? edit.lines : [`line ${n}`]),
    ...(insertion && has(insertion.stage) ? insertion.lines : []),
  ]);
  return lines.join(end) + (endsWithLine && lines.length > 0 ? end : '');
}

/** The file once these have written, and Claude what of its hunks is chosen, in order. */
export function textWithHunks(file: AnyFile, has: (stage: Stage) => boolean, chosen: readonly boolean[]): string {
  const hunks = hunksOf(file);
  const slots = file.slots.map(({ edit, insertion }, n) => {
    const isIn = chosen[hunks.findIndex(hunk => hunk.has(n))] === true;
    const keep = <E extends { stage: Stage }>(part: E | null): E | null =>
      part && (isClaudes(part.stage) ? isIn : has(part.stage)) ? part : null;
    return { edit: keep(edit), insertion: keep(insertion) };
  });
  return textOf({ ...file, slots }, () => true);
}

/** Claude's hunks: the slots of each, in order. */
export function hunksOf({ slots }: AnyFile): Set<number>[] {
  const hunks: Set<number>[] = [];
  slots.forEach(({ edit, insertion }, n) => {
    const [edits, inserts] = [edit, insertion].map(part => part !== null && isClaudes(part.stage));
    const before = hunks.at(-1);
    if (edits && before?.has(n - 1)) {
      before.add(n);
    } else if (edits || inserts) {
      hunks.push(new Set([n]));
    }
  });
  return hunks;
}

const place = (stage: fc.Arbitrary<Stage>): fc.Arbitrary<{ stage: Stage; count: number } | null> =>
  fc.option(fc.record({ stage, count: fc.nat(2) }), { freq: 1 });

const anyFile = (path: string): fc.Arbitrary<AnyFile> =>
  fc
    .record({
      end: fc.constantFrom('\n' as const, '\r\n' as const),
      endsWithLine: fc.boolean(),
      places: fc.array(
        fc.record({ edit: place(fc.constantFrom(...stages)), insertion: place(fc.constantFrom(...stages)) }),
        {
          minLength: 5,
          maxLength: 16,
        },
      ),
    })
    .map(({ places, ...file }) => {
      const slots = apart(path, places);
      // Without a line end, what comes after the last line changes that line too: stories of their own tell that.
      return {
        path,
        ...file,
        slots: file.endsWithLine ? slots : [...slots.slice(0, -1), { edit: null, insertion: null }],
      };
    });

/** Leave out what would come nearer than a line to what the other one wrote. */
function apart(
  path: string,
  places: readonly {
    edit: { stage: Stage; count: number } | null;
    insertion: { stage: Stage; count: number } | null;
  }[],
): Slot[] {
  let last: { claudes: boolean; slot: number } | undefined;
  return places.map(({ edit, insertion }, n) => {
    const fits = (stage: Stage): boolean =>
      last === undefined || last.claudes === isClaudes(stage) || last.slot < n - 1;
    const made = (what: string, { stage, count }: { stage: Stage; count: number }): NonNullable<Slot['edit']> => {
      last = { claudes: isClaudes(stage), slot: n };
      return { stage, lines: Array.from({ length: count }, (_, i) => `${path} ${n} ${what} ${i} by ${stage}`) };
    };
    return {
      edit: edit && fits(edit.stage) ? made('edited', edit) : null,
      insertion: insertion && insertion.count > 0 && fits(insertion.stage) ? made('inserted', insertion) : null,
    };
  });
}

export const anyStory: fc.Arbitrary<AnyStory> = fc.record({
  files: fc.tuple(anyFile('a.txt'), anyFile('deep/b c.txt'), anyFile('ünï.txt')),
  deletes: fc.boolean(),
  moves: fc.boolean(),
  makesExecutable: fc.boolean(),
  approvals: fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }),
  undoes: fc.boolean(),
});
