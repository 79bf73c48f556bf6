import { t } from '@vscode/l10n';
import type { ReviewedFile, StateOf } from '../core/reviewedFile';
import { gravestFirst } from '../core/risk';
import type { CommandArguments, CommandId } from './commandArguments';
import { countsText, type ShownHunk, showHunks, wholeFileText } from './reviewModel';
import { riskTitle, riskTooltip } from './riskModel';

/** A button above a line. */
export interface Lens {
  /** 0-based. */
  readonly line: number;
  readonly command: CommandId;
  readonly title: string;
  readonly tooltip?: string;
  readonly argument: CommandArguments[CommandId];
}

export interface LensInput {
  readonly task: string;
  readonly file: ReviewedFile;
  /** What the editor shows. */
  readonly text: string;
  readonly stateOf: StateOf;
  /** Hunks that the user took out in an earlier turn. */
  readonly rejectedBefore: ReadonlySet<string>;
  /** Hunks whose lines are others than those that the user approved. */
  readonly changedSince: ReadonlySet<string>;
  /** Why a hunk was rejected. */
  readonly reasonOf: (hunk: string) => string | null;
}

/** What stands at the top of a file in review, and above each of its hunks. */
export function lensesOf(input: LensInput): Lens[] {
  const { file, text, stateOf } = input;
  return [...fileLenses(input), ...showHunks(file, text, stateOf).flatMap(hunk => hunkLenses(input, hunk))];
}

function fileLenses({ task, file, stateOf }: LensInput): Lens[] {
  const { path, risks = [] } = file;
  const states = file.hunks.map(stateOf);
  const argument = { task, path };
  const isLeft = states.some(state => state === 'pending' || state === 'approved');
  const isPending = states.includes('pending');
  const isMixed = isPending && states.some(state => state !== 'pending');
  return [
    { line: 0, command: 'autobot.openDiff', title: `Autobot: ${countsText(states)}`, argument },
    ...(risks.length > 0 && isLeft ? [riskLens(0, risks, argument)] : []),
    ...(isPending && !isMixed
      ? [{ line: 0, command: 'autobot.approveFile', title: t('$(check-all) Approve File'), argument } as const]
      : []),
    ...(isMixed
      ? [
          { line: 0, command: 'autobot.approveRest', title: t('$(check-all) Approve the Rest'), argument } as const,
          { line: 0, command: 'autobot.rejectRest', title: t('$(discard) Reject the Rest'), argument } as const,
        ]
      : []),
    ...(isLeft
      ? [{ line: 0, command: 'autobot.rejectFile', title: t('$(discard) Reject File'), argument } as const]
      : []),
  ];
}

function hunkLenses({ task, file, rejectedBefore, changedSince, reasonOf }: LensInput, shown: ShownHunk): Lens[] {
  const { hunk, state, line, both, tweaked, whitespaceOnly } = shown;
  const argument = { task, path: file.path, hunk: hunk.id };
  const notes = [
    rejectedBefore.has(hunk.id) && t('you rejected it before'),
    state === 'pending' && changedSince.has(hunk.id) && t('changed since you approved it'),
    both && t('with your own lines'),
    tweaked && t('with your edit'),
    whitespaceOnly && t('white space'),
    wholeFileText(file),
  ].filter(Boolean);
  const note = notes.length > 0 ? ` (${notes.join(', ')})` : '';
  const risks = hunk.risks ? [riskLens(line, hunk.risks, { task, path: file.path })] : [];
  const reason = reasonOf(hunk.id);
  switch (state) {
    case 'pending':
      return [
        ...risks,
        { line, command: 'autobot.approveHunk', title: t`$(check) Approve${note}`, argument },
        { line, command: 'autobot.rejectHunk', title: t('$(discard) Reject'), argument },
        { line, command: 'autobot.commentHunk', title: t('$(comment) Comment'), argument },
      ];
    case 'approved':
      return [
        ...risks,
        { line, command: 'autobot.undoDecision', title: t`$(pass-filled) Approved${note} · Undo`, argument },
        { line, command: 'autobot.rejectHunk', title: t('$(discard) Reject'), argument },
      ];
    case 'rejected':
      return [
        { line, command: 'autobot.undoDecision', title: t('$(circle-slash) Rejected · Bring Back'), argument },
        {
          line,
          command: 'autobot.explainRejection',
          title: reason === null ? t('Say Why') : t`Because: ${reason}`,
          argument,
        },
      ];
    case 'committed':
      return [];
  }
}

function riskLens(line: number, risks: NonNullable<ReviewedFile['risks']>, argument: Lens['argument']): Lens {
  const tooltip = t`Look closer:\n${riskTooltip(gravestFirst(risks))}`;
  return { line, command: 'autobot.showRisks', title: riskTitle(risks), tooltip, argument };
}
