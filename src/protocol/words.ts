import { t } from '@vscode/l10n';
import type { Verdict } from '../core/gate';
import type { FileView, GateView } from './view';

/** The webview has its numbers as the host has. */
export { formatNumber, formatUsd } from '../base/numbers';

/** A verdict as it is said. */
export const verdictTexts: Readonly<Record<Verdict, string>> = {
  passed: t('passed'),
  failed: t('failed'),
  errored: t('could not be run'),
  timed_out: t('ran out of time'),
  skipped: t('skipped'),
  ran_nothing: t('ran no test'),
};

/** How far a gate is. */
export const gateStatusTexts: Readonly<Record<GateView['status'], string>> = {
  queued: t('queued'),
  running: t('running'),
  done: t('done'),
};

/** What became of a file. */
export const changeTexts: Readonly<Record<FileView['change'], string>> = {
  added: t('added'),
  modified: t('modified'),
  deleted: t('deleted'),
  renamed: t('renamed'),
};

/** How hunks were decided on, each count in words; nothing for what there is none of. */
export function decidedTexts({
  approved,
  rejected,
  committed,
}: Omit<FileView['hunks'], 'total' | 'pending'>): string[] {
  return [
    approved > 0 ? [t`${approved} approved`] : [],
    rejected > 0 ? [t`${rejected} rejected`] : [],
    committed > 0 ? [t`${committed} committed`] : [],
  ].flat();
}
