import { t } from '@vscode/l10n';
import type { Hunk } from './hunks';
import { diffLines, type Edit } from './lineDiff';
import { joinLines, splitLines } from './lines';
import { isWhole, type ReviewedFile } from './reviewedFile';
import { gravityOf, type Risk } from './risk';
import { fileRisks, manyDeletions, type Texts } from './riskFiles';
import { lineRules, type LineRule } from './riskLines';
import { isTestFile } from './riskPaths';

/** Characters of the changed lines of a file that are looked at, and of a line: nobody wrote by hand what is longer. */
const maxCharacters = 200_000;
const maxInLine = 500;
/** Lines whose bytes are looked at, for their encoding and their ends. */
const maxLines = 5000;
/** Marks of one rule in a hunk that differ in their words. */
const maxWords = 3;

/** What of a change is beyond one file of it. */
export interface RadarContext {
  readonly deletions: number;
  /** Paths that the agent's edit tools named; `null`: not known. */
  readonly edited: ReadonlySet<string> | null;
}

/** A file with what deserves a closer look in it. `texts` are its two sides where it has no lines. */
export function markRisks(file: ReviewedFile, context: RadarContext, texts?: Texts): ReviewedFile {
  const sides = texts ?? textsOf(file);
  const risks = [...fileRisks(file, sides), ...contextRisks(file, context)];
  const isGone = file.kind === 'deleted' && isTestFile(file.path); // all of it is: that is marked once
  const hunks = isWhole(file) ? markWhole(file, sides) : isGone ? file.hunks : markHunks(file);
  return { ...file, hunks, ...(risks.length > 0 && { risks }) };
}

/** The order in which a change is reviewed: what needs an approval of its own, then the riskiest, then the rest. */
export function inReviewOrder(files: readonly ReviewedFile[]): ReviewedFile[] {
  return files.toSorted((a, b) => Number(!a.protectedFor) - Number(!b.protectedFor) || gravityOf(a) - gravityOf(b));
}

function contextRisks(file: ReviewedFile, { deletions, edited }: RadarContext): Risk[] {
  const { path, from, after } = file;
  const isByCommand = edited !== null && !edited.has(path) && (from === null || !edited.has(from));
  return [
    ...(after === null && deletions >= manyDeletions
      ? [{ kind: 'massDeletion', what: t`one of ${deletions} deleted files`, line: null } as const]
      : []),
    ...(isByCommand ? [{ kind: 'command', what: t('changed by a command'), line: null } as const] : []),
  ];
}

function markHunks({ path, hunks, beforeLines, afterLines }: ReviewedFile): Hunk[] {
  const edits = hunks.map(({ before: from, after: to }) => ({ from, to }));
  const risks = lineRisks(path, sidesOf(edits, beforeLines, afterLines));
  return hunks.map((hunk, i) => (risks[i]?.length ? { ...hunk, risks: risks[i] } : hunk));
}

/** What a rename or a change of mode did to the lines, although it is decided as a whole. */
function markWhole({ path, hunks }: ReviewedFile, { before, after }: Texts): readonly Hunk[] {
  if (before === null || after === null || before.length + after.length > maxCharacters) {
    return hunks;
  }
  const [from, to] = [splitLines(before), splitLines(after)];
  const risks = lineRisks(path, sidesOf(diffLines(from, to), from, to)).flat();
  return risks.length > 0 ? hunks.map(hunk => ({ ...hunk, risks })) : hunks;
}

interface Side {
  readonly was: readonly string[];
  readonly is: readonly string[];
  /** 0-based, in what Claude left. */
  readonly start: number;
}

function sidesOf(edits: readonly Edit[], before: readonly string[], after: readonly string[]): Side[] {
  let left = maxCharacters;
  const cut = (lines: readonly string[]): string[] => {
    const kept: string[] = [];
    for (let i = 0; i < lines.length && left > 0; i++) {
      const line = (lines[i] ?? '').slice(0, maxInLine).trimEnd();
      left -= line.length + 1;
      kept.push(line);
    }
    return kept;
  };
  return edits.map(({ from, to }) => ({
    was: cut(before.slice(from.start, from.end)),
    is: cut(after.slice(to.start, to.end)),
    start: to.start,
  }));
}

function lineRisks(path: string, sides: readonly Side[]): Risk[][] {
  const rules = lineRules.filter(({ concerns }) => concerns(path));
  // What was only moved within the file is neither lost nor gained.
  const was = new Set(sides.flatMap(side => side.was.map(line => line.trim())));
  const is = new Set(sides.flatMap(side => side.is.map(line => line.trim())));
  return sides.map(side => {
    const texts = { was: side.was.join('\n'), is: side.is.join('\n') };
    return rules.flatMap(rule =>
      rule.pattern.test(rule.when === 'lost' ? texts.was : texts.is) ? ruleRisks(rule, side, { was, is }) : [],
    );
  });
}

function ruleRisks(rule: LineRule, side: Side, all: { was: ReadonlySet<string>; is: ReadonlySet<string> }): Risk[] {
  const matching = (lines: readonly string[], elsewhere: ReadonlySet<string>): number[] =>
    lines.flatMap((line, i) => (rule.pattern.test(line) && !elsewhere.has(line.trim()) ? [i] : []));
  const [lost, gained] = [matching(side.was, all.is), matching(side.is, all.was)];
  const counts = { added: gained.length, gained: gained.length - lost.length, lost: lost.length - gained.length };
  const count = counts[rule.when];
  if (count <= 0) {
    return [];
  }
  const telling = rule.when === 'lost' ? lost : gained;
  const risks = new Map<string, Risk>();
  for (const at of telling) {
    const what = rule.words((rule.when === 'lost' ? side.was : side.is)[at] ?? '', count);
    if (what !== null && !risks.has(what) && risks.size < maxWords) {
      const line = rule.when === 'lost' ? side.start + 1 : side.start + at + 1;
      risks.set(what, { kind: rule.kind, what, line });
    }
  }
  return [...risks.values()];
}

function textsOf(file: ReviewedFile): Texts {
  const textOf = (entry: unknown, lines: readonly string[]): string | null =>
    entry === null || isWhole(file) ? null : joinLines(lines.slice(0, maxLines));
  return { before: textOf(file.before, file.beforeLines), after: textOf(file.after, file.afterLines) };
}
