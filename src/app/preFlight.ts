import { UserError } from '../base/errors';
import { GitError } from '../git/gitError';
import {
  getGitVersion,
  getHead,
  getOperation,
  getRepositoryKind,
  getStatus,
  isIndexLocked,
} from '../git/repositoryState';
import { type ClaudeSetups, notFoundInWords } from './claudeSetup';
import type { Workspace } from './ports';
import { relativePath } from './repositories';

/** One line of the report. `block` keeps the task waiting until it is fixed or waived. */
export interface Check {
  readonly check: string;
  readonly label: string;
  readonly outcome: 'pass' | 'warn' | 'block';
  readonly detail: string | null;
  readonly fix: { readonly id: PreFlightFix; readonly label: string } | null;
  readonly canWaive: boolean;
}

/** What a click can do about it. */
export type PreFlightFix = 'trust' | 'saveAll' | 'setClaudePath' | 'signIn';

export interface PreFlightRequest {
  readonly repository: string;
  readonly workspace: Workspace;
  readonly claude: ClaudeSetups;
  /** Checks that the user said not to mind. */
  readonly waived: ReadonlySet<string>;
}

/** Whether a task can start here: every question asked side by side, every answer in words. */
export async function runPreFlight(request: PreFlightRequest): Promise<Check[]> {
  const { repository, workspace, waived } = request;
  if (!workspace.isTrusted()) {
    const detail = 'Nothing runs in this workspace until you trust it.';
    return [{ ...block('trust', 'Workspace trust', detail), fix: { id: 'trust', label: 'Manage Trust' } }];
  }
  const asked = await Promise.all([checkGit(), ...checkClaude(request.claude), ...checkRepository(repository)]);
  const checks = [pass('trust', 'Workspace trust', 'trusted'), ...asked, checkUnsaved(repository, workspace)];
  return checks.map(check => (check.outcome === 'block' && waived.has(check.check) ? waive(check) : check));
}

export function isBlocked(report: readonly Check[]): boolean {
  return report.some(check => check.outcome === 'block');
}

async function checkGit(): Promise<Check> {
  try {
    return pass('git', 'Git', await getGitVersion());
  } catch (error) {
    return block('git', 'Git', inWords(error));
  }
}

function checkClaude(setups: ClaudeSetups): Promise<Check>[] {
  const setup = setups.get();
  const program = setup.then((found): Check => {
    const fix = { id: 'setClaudePath', label: 'Set Path…' } as const;
    if (found.kind === 'notFound') {
      return { ...block('claude', 'Claude CLI', notFoundInWords(found.tried)), fix };
    }
    const { outcome, version, problem, warning } = found.check;
    if (outcome !== 'ready' && outcome !== 'not_signed_in') {
      return { ...block('claude', 'Claude CLI', problem ?? `${found.path} cannot be used.`), fix };
    }
    const label = `${version ?? ''} at ${found.path}`;
    return warning
      ? { ...pass('claude', 'Claude CLI', warning), outcome: 'warn' }
      : pass('claude', 'Claude CLI', label);
  });
  const signIn = setup.then((found): Check => {
    if (found.kind === 'notFound' || found.check.signedIn === 'unknown') {
      return { ...pass('signIn', 'Signed in', 'not known until the first turn'), outcome: 'warn' };
    }
    return found.check.signedIn
      ? pass('signIn', 'Signed in', found.check.method)
      : { ...block('signIn', 'Signed in', found.check.problem ?? ''), fix: { id: 'signIn', label: 'How to Sign In' } };
  });
  return [program, signIn];
}

function checkRepository(repository: string): Promise<Check>[] {
  const guarded = async (check: string, label: string, ask: () => Promise<Check>): Promise<Check> => {
    try {
      return await ask();
    } catch (error) {
      return block(check, label, inWords(error));
    }
  };
  return [
    guarded('head', 'Branch', async () => {
      const kind = await getRepositoryKind(repository);
      if (kind.kind !== 'workTree') {
        return block('head', 'Branch', `${repository} is ${kind.kind === 'bare' ? 'a bare' : 'no'} git repository.`);
      }
      const head = await getHead(repository);
      if (head.branch === null) {
        const detail = 'HEAD is detached: a commit made now belongs to no branch.';
        return { ...pass('head', 'Branch', detail), outcome: 'warn' };
      }
      return pass('head', 'Branch', head.commit === null ? `${head.branch}, without a commit yet` : head.branch);
    }),
    guarded('operation', 'Operation under way', async () => {
      const operation = await getOperation(repository);
      return operation
        ? block('operation', 'Operation under way', `A ${operation} is under way. Finish or abort it with git first.`)
        : pass('operation', 'Operation under way', 'none');
    }),
    guarded('conflicts', 'Conflicts', async () => {
      const { conflicts } = await getStatus(repository);
      return conflicts.length > 0
        ? block('conflicts', 'Conflicts', `Resolve these first: ${conflicts.slice(0, 5).join(', ')}.`)
        : pass('conflicts', 'Conflicts', 'none');
    }),
    guarded('lock', 'Index lock', async () =>
      (await isIndexLocked(repository))
        ? block('lock', 'Index lock', 'Another git process holds this repository (index.lock is there).')
        : pass('lock', 'Index lock', 'free'),
    ),
  ];
}

function checkUnsaved(repository: string, workspace: Workspace): Check {
  const unsaved = workspace.editors.unsavedFiles().flatMap(file => relativePath(repository, file) ?? []);
  if (unsaved.length === 0) {
    return pass('unsaved', 'Unsaved editors', 'none');
  }
  const names = unsaved.slice(0, 5).join(', ');
  const detail = `Claude reads files from disk and would not see your unsaved changes in ${names}.`;
  const fix = { id: 'saveAll', label: 'Save All' } as const;
  return { ...block('unsaved', 'Unsaved editors', detail), fix, canWaive: true };
}

function pass(check: string, label: string, detail: string | null): Check {
  return { check, label, outcome: 'pass', detail, fix: null, canWaive: false };
}

function block(check: string, label: string, detail: string): Check {
  return { check, label, outcome: 'block', detail, fix: null, canWaive: false };
}

function waive(check: Check): Check {
  return { ...check, outcome: 'warn', canWaive: false };
}

function inWords(error: unknown): string {
  if (GitError.is(error) || UserError.is(error)) {
    return error.message;
  }
  throw error;
}
