import { t } from '@vscode/l10n';
import type { RemarkState, RemarkThread } from '../core/remarks';

/** What the head of a thread says: what becomes of it, or what became of it. */
export function threadLabel(thread: RemarkThread, states: readonly RemarkState[]): string {
  const sentIn = thread.remarks.at(-1)?.sentIn ?? null;
  if (states.includes('open')) {
    return sentIn === null
      ? t('Goes to Claude with Request Changes')
      : t`Claude saw it in turn ${sentIn} and left the line as it was: goes along again`;
  }
  if (states.includes('answered')) {
    return t`Claude saw it in turn ${sentIn ?? 0} and changed the line`;
  }
  return t('Resolved');
}

/** What menus of a thread match. */
export function threadContext(states: readonly RemarkState[]): string {
  return states.every(state => state === 'resolved') ? 'remarks.resolved' : 'remarks.open';
}
