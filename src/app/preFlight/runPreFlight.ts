import { t } from '@vscode/l10n';
import type { Gate } from '../../core/gate';
import type { Task } from '../../core/model';
import type { ClaudeSetups } from '../claudeSetup';
import type { GitSetup } from '../gitSetup';
import type { Workspace } from '../ports';
import { type Check, block, pass } from './check';
import { checkClaude } from './claudeChecks';
import { checkGates } from './gateCheck';
import { checkGit } from './gitCheck';
import { checkOthers } from './otherTasks';
import { checkRepository } from './repositoryChecks';
import { checkUnsaved } from './unsavedCheck';

export interface PreFlightRequest {
  readonly repository: string;
  /** Where Autobot keeps what it knows: it must have room too. */
  readonly storage: string;
  readonly workspace: Workspace;
  readonly git: GitSetup;
  readonly claude: ClaudeSetups;
  /** Other tasks in this work tree. */
  readonly others: readonly Task[];
  /** The gates that will judge the task. */
  readonly gates: () => Promise<readonly Gate[]>;
  /** Checks that the user said not to mind. */
  readonly waived: ReadonlySet<string>;
}

const trust = { check: 'trust', label: t('Workspace trust') };

/** Whether a task can start here: every question asked side by side, every answer in words. */
export async function runPreFlight(request: PreFlightRequest): Promise<Check[]> {
  const { repository, workspace, others, waived } = request;
  if (!workspace.isTrusted()) {
    const manage = { id: 'trust', label: t('Manage Trust') } as const;
    return [block(trust, t('Nothing runs in this workspace until you trust it.'), manage)];
  }
  const [git, claude, inRepository, gates] = await Promise.all([
    checkGit(request.git),
    checkClaude(request.claude),
    checkRepository(repository, request.storage),
    checkGates(repository, request.gates, workspace.problemMatchers()),
  ]);
  const checks = [
    pass(trust, 'trusted'),
    git,
    ...claude,
    ...(git.outcome === 'block' ? [] : inRepository), // without git they would only say the same again
    checkUnsaved(repository, workspace),
    checkOthers(others),
    gates,
  ];
  return checks.map(check => (check.canWaive && waived.has(check.check) ? waive(check) : check));
}

function waive(check: Check): Check {
  return check.outcome === 'block' ? { ...check, outcome: 'warn', canWaive: false } : check;
}
