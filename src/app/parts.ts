import type { AgentKind } from '../core/agentKind';
import type { Activities } from './activities';
import type { Agents } from './agents';
import type { ChangeRequests } from './changeRequest';
import type { ClaudeSetups } from './claudeSetup';
import type { Commits } from './commits';
import type { GateService } from './gateService';
import type { History } from './history';
import type { MessageQueue } from './messageQueue';
import type { Plans } from './plans';
import type { Log, Workspace } from './ports';
import type { Rejections } from './rejections';
import type { Remarks } from './remarks';
import type { Recovery } from './recovery';
import type { Repositories } from './repositories';
import type { Review } from './review';
import type { TaskRunner } from './runTask';
import type { Scheduler } from './scheduler';
import type { Sessions } from './sessions';
import type { Tasks } from './tasks';
import type { Turns } from './turns';

/** What the app is made of. `src/app/autobot.ts` builds it. */
export interface Parts {
  readonly history: History;
  readonly workspace: Workspace;
  readonly log: Log;
  readonly repositories: Repositories;
  readonly sessions: Sessions;
  readonly tasks: Tasks;
  readonly turns: Turns;
  readonly review: Review;
  readonly rejections: Rejections;
  readonly remarks: Remarks;
  readonly requests: ChangeRequests;
  readonly commits: Commits;
  readonly gates: GateService;
  readonly runner: TaskRunner;
  readonly scheduler: Scheduler;
  readonly recovery: Recovery;
  readonly claude: ClaudeSetups;
  readonly agentKind: AgentKind;
  readonly agents: Agents;
  readonly activities: Activities;
  readonly plans: Plans;
  readonly messages: MessageQueue;
}
