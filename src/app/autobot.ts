import { join } from 'node:path';
import { Disposables } from '../base/lifecycle';
import { isInReview } from '../core/taskState';
import { Actions, type Parts } from './actions';
import { Agents, type StartAgent } from './agents';
import { Api } from './api';
import { ClaudeSetups } from './claudeSetup';
import { Commits } from './commits';
import { GateService } from './gateService';
import { History, type Keeper } from './history';
import type { Log, Workspace } from './ports';
import { ChildLedger } from '../os/childLedger';
import { Repositories } from './repositories';
import { Review } from './review';
import { TaskRunner } from './runTask';
import { Scheduler } from './scheduler';
import { Sessions } from './sessions';
import { Streams } from './streams';
import { TaskFacts } from './taskFacts';
import { Tasks } from './tasks';
import { Transcripts } from './transcripts';
import { Turns } from './turns';

export interface Surroundings {
  readonly keeper: Keeper;
  /** Folder for transcripts and gate logs. */
  readonly storage: string;
  readonly workspace: Workspace;
  readonly startAgent: StartAgent;
  readonly log: Log;
}

/** Everything behind the user interface, built and joined. */
export interface Autobot extends Parts {
  readonly agents: Agents;
  readonly streams: Streams;
  readonly facts: TaskFacts;
  readonly actions: Actions;
  readonly api: Api;
  /** Look for repositories and for what an earlier window left; then tasks may start. */
  start(): Promise<void>;
  /** End children as far as time allows. */
  close(): Promise<void>;
}

export async function buildAutobot({ keeper, storage, workspace, startAgent, log }: Surroundings): Promise<Autobot> {
  const owned = new Disposables();
  const history = owned.add(await History.open(keeper));
  const repositories = new Repositories(history, workspace, log);
  const sessions = new Sessions(history);
  const tasks = new Tasks(history, log);
  const transcripts = new Transcripts(join(storage, 'transcripts'));
  const streams = new Streams(transcripts);
  const review = new Review(history, workspace.editors);
  const facts = new TaskFacts(tasks, review, log);
  const commits = new Commits(history, review, workspace.editors);
  const gates = new GateService(history, workspace, join(storage, 'logs'), log);
  const claude = new ClaudeSetups(() => workspace.settings().claudePath);
  const ledger = new ChildLedger(join(storage, 'children'));
  const agents = new Agents(startAgent, claude, workspace.settings, ledger);
  const turns = new Turns({ history, tasks, facts, workspace, transcripts, streams, log });
  const runner = new TaskRunner({ tasks, turns, agents, gates, facts, claude, workspace, log });
  const scheduler = owned.add(new Scheduler({ history, tasks, repositories, runner, ledger, log }));
  const parts: Parts = {
    history,
    workspace,
    log,
    repositories,
    sessions,
    tasks,
    turns,
    review,
    commits,
    gates,
    runner,
    scheduler,
    claude,
  };
  const api = owned.add(new Api(parts, facts));
  owned.add(
    history.onDidChange(tables => {
      if (tables.has('decisions')) {
        const inReview = tasks.all().filter(task => isInReview(task.status) && facts.get(task.id));
        inReview.forEach(task => void facts.refresh(task.id));
      }
    }),
  );
  return {
    ...parts,
    agents,
    streams,
    facts,
    actions: new Actions(parts),
    api,
    async start() {
      await repositories.rescan();
      await scheduler.recover();
      const present = new Set(repositories.present.map(repository => repository.path));
      const reviewed = tasks.all().filter(task => present.has(task.workTree) && task.beforeTree !== null);
      await Promise.all(reviewed.map(task => facts.refresh(task.id)));
    },
    async close() {
      scheduler.dispose();
      await runner.dispose();
      await history.flush().catch((error: unknown) => log.error('History could not be saved', error));
      owned.dispose();
    },
  };
}
