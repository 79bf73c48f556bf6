import { t } from '@vscode/l10n';
import { isUtf8 } from 'node:buffer';
import { bytesOfText, isBinary } from './lines';
import { isWhole, type ReviewedFile } from './reviewedFile';
import type { Risk, RiskKind } from './risk';
import { isTestFile, pathRisks } from './riskPaths';

/** Both sides of a file as text, one character a byte; `null` where there is none, or it was not read. */
export interface Texts {
  readonly before: string | null;
  readonly after: string | null;
}

/** What a change does to a file as a whole. */
export function fileRisks(file: ReviewedFile, { before, after }: Texts): Risk[] {
  const { path, kind, protectedFor } = file;
  const named = pathRisks(path, file.after !== null);
  const isRemovedTest = kind === 'deleted' && isTestFile(path);
  const both = before !== null && after !== null;
  const found: (readonly [RiskKind, string | false])[] = [
    ...named.map(risk => [risk.kind, risk.what] as const),
    ['testRemoved', isRemovedTest && t('test file deleted')],
    ['protected', protectedFor !== undefined && protectedFor],
    ['massDeletion', losesMost(file) && t('most of its lines deleted')],
    ['mode', modeFlip(file)],
    ['encoding', both && encodingFlip(before, after)],
    ['lineEnds', both && lineEndFlip(before, after)],
  ];
  return found.flatMap(([risk, what]) => (what === false ? [] : [{ kind: risk, what, line: null }]));
}

/** So many deleted files at once are more than a by-product. */
export const manyDeletions = 5;

const fewLines = 20;

function losesMost(file: ReviewedFile): boolean {
  const [before, after] = [file.beforeLines.length, file.afterLines.length];
  return !isWhole(file) && file.after !== null && before - after >= fewLines && after * 2 < before;
}

function modeFlip({ before, after }: ReviewedFile): string | false {
  if (after === null || before?.mode === after.mode) {
    return false;
  }
  const [was, is] = [before && modes[before.mode], modes[after.mode]];
  return is !== undefined ? (before ? is.becomes : is.name) : was ? was.ends : false;
}

const modes: Readonly<Record<string, { readonly name: string; readonly becomes: string; readonly ends: string }>> = {
  '100755': { name: t('executable'), becomes: t('now executable'), ends: t('no longer executable') },
  '120000': { name: t('symbolic link'), becomes: t('now a symbolic link'), ends: t('no longer a symbolic link') },
  '160000': { name: t('repository'), becomes: t('now a repository'), ends: t('no longer a repository') },
};

function encodingFlip(before: string, after: string): string | false {
  const [was, is] = [encodingOf(before), encodingOf(after)];
  return was === null || is === null || was === is ? false : `${was} → ${is}`;
}

/** `null` for what is no text. */
function encodingOf(text: string): string | null {
  if (/^(\u00ff\u00fe|\u00fe\u00ff)/.test(text)) {
    return 'UTF-16';
  }
  if (isBinary(text)) {
    return null;
  }
  const utf8 = text.startsWith('\u00ef\u00bb\u00bf') ? t('UTF-8 with BOM') : 'UTF-8';
  return isUtf8(bytesOfText(text)) ? utf8 : t('not UTF-8');
}

function lineEndFlip(before: string, after: string): string | false {
  const [was, is] = [lineEndOf(before), lineEndOf(after)];
  return was === null || is === null || was === is ? false : `${was} → ${is}`;
}

/** What most of the lines that are looked at end with. */
function lineEndOf(text: string): string | null {
  const lines = text.slice(0, 100_000).split('\n');
  const crlf = lines.filter(line => line.endsWith('\r')).length;
  return lines.length < 2 ? null : crlf * 2 > lines.length - 1 ? 'CRLF' : 'LF';
}
