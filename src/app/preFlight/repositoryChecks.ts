import { t } from '@vscode/l10n';
import { tmpdir } from 'node:os';
import { UserError } from '../../base/errors';
import { formatNumber } from '../../base/numbers';
import { showPath } from '../../core/gitPath';
import { GitError } from '../../git/gitError';
import { getReadiness, type Readiness } from '../../git/readiness';
import { getFreeBytes } from '../../os/diskSpace';
import { block, type Check, pass, warn } from './check';

const lines = {
  repository: { check: 'repository', label: t('Repository') },
  head: { check: 'head', label: t('Branch') },
  operation: { check: 'operation', label: t('Operation under way') },
  conflicts: { check: 'conflicts', label: t('Conflicts') },
  lock: { check: 'lock', label: t('Index lock') },
  disk: { check: 'disk', label: t('Disk space') },
} as const;
const openTerminal = { id: 'openTerminal', label: t('Open Terminal') } as const;

/** What git says of the repository, and whether there is room to work. */
export async function checkRepository(repository: string, storage: string): Promise<Check[]> {
  try {
    const readiness = await getReadiness(repository);
    const folders = [readiness.gitFolder, repository, storage, tmpdir()];
    const free = await Promise.all(folders.map(async folder => ({ folder, bytes: await getFreeBytes(folder) })));
    return [...checkReadiness(repository, readiness), checkDisk(free)];
  } catch (error) {
    if (GitError.is(error, 'dubiousOwnership')) {
      return [block(lines.repository, error.message, { id: 'trustRepository', label: t('Trust This Repository…') })];
    }
    if (GitError.is(error) || UserError.is(error)) {
      return [block(lines.repository, error.message, openTerminal)];
    }
    throw error;
  }
}

/** Each in words, from what was read. */
export function checkReadiness(repository: string, readiness: Readiness, now = new Date()): Check[] {
  const { gitFolder, isWritable } = readiness;
  return [
    isWritable
      ? pass(lines.repository, repository)
      : block(lines.repository, t`Git cannot write to ${gitFolder}: it is read-only, or not yours.`, openTerminal),
    checkHead(readiness),
    checkOperation(readiness),
    checkConflicts(readiness),
    checkLock(readiness, now),
  ];
}

function checkHead({ branch, hasCommit }: Readiness): Check {
  if (branch === null) {
    const detail = t('HEAD is detached: a commit made now belongs to no branch.');
    return warn(lines.head, detail, { id: 'createBranch', label: t('Create Branch…') });
  }
  return pass(lines.head, hasCommit ? branch : t`${branch}, without a commit yet`);
}

function checkOperation({ operation }: Readiness): Check {
  return operation === null
    ? pass(lines.operation, t('none'))
    : block(lines.operation, t`A ${operation} is under way. Finish or abort it with git first.`, {
        id: 'abortOperation',
        label: t`Abort ${operation}…`,
      });
}

function checkConflicts({ conflicts }: Readiness): Check {
  return conflicts.length === 0
    ? pass(lines.conflicts, t('none'))
    : block(lines.conflicts, t`Resolve these first: ${someOf(conflicts.map(showPath))}.`, {
        id: 'openConflicts',
        label: t('Open Files'),
      });
}

/** A lock is never deleted: nobody can know whether its git is still at work. */
function checkLock({ lock }: Readiness, now: Date): Check {
  if (lock === null) {
    return pass(lines.lock, 'free');
  }
  const minutes = Math.floor((now.getTime() - lock.since) / 60_000);
  const detail =
    minutes < 1
      ? t('Another git is using this repository. The task goes on when it is done.')
      : t`Another git has been using this repository for ${minutes} min. If none runs any more, it left its lock behind: delete ${lock.path}.`;
  return block(lines.lock, detail, openTerminal);
}

const enough = 1024 ** 3;
const least = 100 * 1024 ** 2;

/** By the fullest of the disks. */
export function checkDisk(disks: readonly { readonly folder: string; readonly bytes: number | null }[]): Check {
  const known = disks.flatMap(({ folder, bytes }) => (bytes === null ? [] : [{ folder, bytes }]));
  const [fullest] = known.toSorted((a, b) => a.bytes - b.bytes);
  if (!fullest) {
    return pass(lines.disk, t('not known'));
  }
  const { folder, bytes } = fullest;
  const megabytes = formatNumber(Math.floor(bytes / 1024 ** 2));
  const detail = t`${megabytes} MB are free on the disk of ${folder}.`;
  if (bytes >= enough) {
    return pass(lines.disk, detail);
  }
  return bytes >= least
    ? warn(lines.disk, detail)
    : {
        ...block(lines.disk, t`Only ${detail} Snapshots and history may not fit: make room.`, openTerminal),
        canWaive: true,
      };
}

export function someOf(names: readonly string[]): string {
  const more = names.length > 5 ? t` and ${names.length - 5} more` : '';
  return names.slice(0, 5).join(', ') + more;
}
