import { t } from '@vscode/l10n';
import { messageOf, UserError } from '../base/errors';
import { LockError } from '../os/lockError';

/** Why a store operation failed, for programs; the message says it to people. */
export type StoreFailure =
  | 'locked'
  | 'lockLost'
  | 'diskFull'
  | 'notWritable'
  | 'notReadable'
  | 'readOnly'
  | 'conflict'
  | 'missingParent'
  | 'closed'
  | 'failed';

export class StoreError extends UserError {
  constructor(
    override readonly reason: StoreFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(reason, message, options);
  }
}

const words: Record<string, readonly [reason: StoreFailure, why: string]> = {
  ENOSPC: ['diskFull', t('the disk is full')],
  EDQUOT: ['diskFull', t('the disk quota is used up')],
  EACCES: ['notWritable', t('its folder cannot be written to')],
  EPERM: ['notWritable', t('its folder cannot be written to')],
  EROFS: ['notWritable', t('its disk is read-only')],
};

/** What kept rows from reaching the disk, in words. */
export function asWriteError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) {
    return error;
  }
  if (LockError.is(error)) {
    const isLost = error.reason === 'lost';
    const why = isLost
      ? t('another window wrote it at the same time')
      : t('another window has kept it locked for too long');
    const text = t`Autobot's history could not be saved: ${why} (${path}.lock).`;
    return new StoreError(isLost ? 'lockLost' : 'locked', text, { cause: error });
  }
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const [reason, why] = words[code] ?? ['failed', messageOf(error)];
  return new StoreError(reason, t`Autobot's history could not be saved: ${why} (${path}).`, { cause: error });
}

/** What kept one change from being made, in words. */
export function asChangeError(error: unknown): StoreError {
  const message = messageOf(error);
  const cause = error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : message;
  if (/UNIQUE constraint failed/.test(cause)) {
    return new StoreError('conflict', t`Autobot's history already has such an entry (${cause}).`, { cause: error });
  }
  if (/FOREIGN KEY constraint failed/.test(cause)) {
    const text = t(
      "What this change belongs to is no longer in Autobot's history; another window may have removed it.",
    );
    return new StoreError('missingParent', text, { cause: error });
  }
  return new StoreError('failed', t`Autobot's history could not take a change: ${cause}`, { cause: error });
}
