import { t } from '@vscode/l10n';
import type { CheckReport } from '../app/doctor';
import { countOf } from '../protocol/counts';

/** What a check of the history has found, for people. */
export function reportInWords({ repositories, rebuilt, kept, gone, problems }: CheckReport): string {
  const sentences = [
    rebuilt.length > 0 && t`${countOf(rebuilt.length, 'task')} the history had lost came back from the repository.`,
    kept.length > 0 && t`Snapshots of ${countOf(kept.length, 'task')} are held again.`,
    gone.length > 0 &&
      t`The snapshots of ${countOf(gone.length, 'task')} are gone: they can neither be reviewed nor taken back.`,
    ...problems,
  ].filter(sentence => sentence !== false);
  const looked = t`${countOf(repositories, 'repository')} checked`;
  return sentences.length === 0 ? t`${looked}: history and snapshots agree.` : `${looked}. ${sentences.join(' ')}`;
}
