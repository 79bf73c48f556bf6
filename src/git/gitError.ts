import { t } from '@vscode/l10n';

export type GitFailure =
  | 'notFound'
  | 'folderGone'
  | 'notARepository'
  | 'dubiousOwnership'
  | 'locked'
  | 'identity'
  | 'diskFull'
  | 'readOnly'
  | 'notFetched'
  | 'corrupt'
  | 'cancelled'
  | 'other';

/** A git command that failed in a way its caller did not ask for. The message is fit for the user. */
export class GitError extends Error {
  override readonly name = 'GitError';

  constructor(
    readonly reason: GitFailure,
    readonly args: readonly string[],
    readonly stderr: string,
    options?: ErrorOptions,
  ) {
    super(inWords(reason, args, stderr), options);
  }

  static is(error: unknown, reason?: GitFailure): error is GitError {
    return error instanceof GitError && (reason === undefined || error.reason === reason);
  }
}

const patterns: readonly (readonly [RegExp, GitFailure])[] = [
  [/dubious ownership/i, 'dubiousOwnership'],
  [/not a git repository/i, 'notARepository'],
  [/\.lock'?: File exists|another git process/i, 'locked'],
  [/tell me who you are|unable to auto-detect email|empty ident name/i, 'identity'],
  [/no space left on device|disk quota exceeded/i, 'diskFull'],
  [/read-only file system|insufficient permission for adding an object/i, 'readOnly'],
  [/promisor remote/i, 'notFetched'],
  [
    /bad object|is corrupt|unable to read tree|missing (blob|tree)|invalid object|index file (corrupt|smaller)/i,
    'corrupt',
  ],
];

export function classifyStderr(stderr: string): GitFailure {
  return patterns.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'other';
}

function inWords(reason: GitFailure, args: readonly string[], stderr: string): string {
  const said = stderr.trim().split('\n').slice(0, 3).join(' ');
  switch (reason) {
    case 'notFound':
      return t('Git was not found. Install git 2.25 or newer and make sure it is on the PATH.');
    case 'folderGone':
      return t`This folder is not there any more: ${said}`;
    case 'notARepository':
      return t`This is not a git repository: ${said}`;
    case 'dubiousOwnership':
      return t`Git does not trust this repository because somebody else owns it. Run what git suggests: ${said}`;
    case 'locked':
      return t`Another git process is using this repository (its lock file is there). Try again when it is done: ${said}`;
    case 'identity':
      return t('Git does not know your name and email. Set user.name and user.email with git config.');
    case 'diskFull':
      return t`The disk is full: ${said}`;
    case 'readOnly':
      return t`Git cannot write to this repository: it is read-only, or not yours. ${said}`;
    case 'notFetched':
      return t`This repository was cloned without all of its objects, and git could not fetch one that is needed now. Is its remote reachable? ${said}`;
    case 'corrupt':
      return t`This repository has a damaged or missing object (git fsck tells more): ${said}`;
    case 'cancelled':
      return t('Cancelled.');
    case 'other':
      return t`git ${args.find(argument => !argument.startsWith('-') && !argument.includes('=')) ?? ''} failed: ${said}`;
  }
}
