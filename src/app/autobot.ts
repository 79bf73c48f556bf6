import { join } from 'node:path';
import { Disposables } from '../base/lifecycle';
import type { AgentKind } from '../core/agentKind';
import { isDecidable } from '../core/taskState';
import { Actions } from './actions';
import { Activities } from './activities';
import { Agents } from './agents';
import { Api } from './api';
import { budgetOf } from './budget';
import { ChangeRequests } from './changeRequest';
import { ClaudeSetups } from './claudeSetup';
import { CommitGate } from './commitGate';
import { Commits, commitsOf } from './commits';
import { Conversation } from './conversation';
import { Baselines } from './baselines';
import { Doctor } from './doctor';
import { findEditedPaths } from './editedPaths';
import { GateConfigs } from './gateConfigs';
import { GateService } from './gateService';
import { IgnoredFiles } from './ignoredFiles';
import { Images } from './images';
import { GitSetup } from './gitSetup';
import { History, type Keeper } from './history';
import { HookChanges } from './hookChanges';
import { Housekeeping } from './housekeeping';
import { MessageQueue } from './messageQueue';
import { Parking } from './parking';
import type { Parts } from './parts';
import { PastSessions } from './pastSessions';
import { Plans } from './plans';
import type { Log, Workspace } from './ports';
import { ChildLedger } from '../os/childLedger';
import { Remarks } from './remarks';
import { Protection } from './protection';
import { Rejections } from './rejections';
import { Recovery } from './recovery';
import { PreFlights } from './preFlight/preFlights';
import { Judge } from './judge';
import { Repositories } from './repositories';
import { Review } from './review';
import { TaskRunner } from './runTask';
import { Scheduler } from './scheduler';
import { SessionKeeping } from './sessionKeeping';
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
  /** The built `git/scanWorker.ts`. */
  readonly scanWorker: string;
  readonly workspace: Workspace;
  readonly agentKind: AgentKind;
  readonly log: Log;
  /** Milliseconds to wait while another git holds a repository. */
  readonly patience?: number;
}

/** Another git is done within so many milliseconds, or it is not going to be soon. */
const usualPatience = 10_000;

/** Everything behind the user interface, built and joined. */
export interface Autobot extends Parts {
  readonly streams: Streams;
  readonly actions: Actions;
  readonly conversation: Conversation;
  readonly api: Api;
  readonly keeping: SessionKeeping;
  readonly pastSessions: PastSessions;
  readonly doctor: Doctor;
  readonly housekeeping: Housekeeping;
  /** Look for repositories and for what an earlier window left; then tasks may start. */
  start(): Promise<void>;
  /** End children as far as time allows. */
  close(): Promise<void>;
}

export async function buildAutobot(surroundings: Surroundings): Promise<Autobot> {
  const { keeper, storage, scanWorker, workspace, agentKind, log, patience = usualPatience } = surroundings;
  const owned = new Disposables();
  const history = owned.add(await History.open(keeper));
  const repositories = owned.add(new Repositories({ history, workspace, scanWorker, log }));
  const sessions = new Sessions(history);
  const tasks = new Tasks(history, log);
  const transcripts = new Transcripts(join(storage, 'transcripts'));
  const streams = new Streams(transcripts, agentKind);
  const review = new Review(history, workspace.editors, task => findEditedPaths(streams, tasks, task));
  const remarks = new Remarks(history);
  const requests = new ChangeRequests(review, remarks, workspace.editors);
  const rejections = new Rejections(history, review, workspace.editors);
  const commits = new Commits({ history, tasks, review, editors: workspace.editors, log, patience });
  const hookChanges = new HookChanges(log);
  const logs = join(storage, 'logs');
  const gateConfigs = new GateConfigs(history, workspace, log);
  const baselines = new Baselines(history, workspace, logs);
  const gates = new GateService(gateConfigs, { history, workspace, baselines }, logs);
  const commitGate = new CommitGate(review, gates, workspace.editors);
  const facts = new TaskFacts(tasks, review, commitGate, gateConfigs, log);
  const claude = new ClaudeSetups(agentKind, () => workspace.settings().claudePath);
  const git = new GitSetup();
  const preFlights = new PreFlights({ tasks, gates, git, claude, workspace, storage });
  const ledger = new ChildLedger(join(storage, 'children'));
  const ignored = new IgnoredFiles(history, tasks);
  const images = new Images(join(storage, 'images'));
  const agents = new Agents(
    agentKind,
    claude,
    workspace.settings,
    ledger,
    task => budgetOf(task, tasks.turns(task.id), workspace.settings().maxBudgetUsd),
    (taskId, file) => ignored.willEdit(taskId, file),
  );
  const activities = new Activities();
  const plans = new Plans(join(storage, 'plans'), workspace.editors);
  const messages = new MessageQueue(history);
  const protection = new Protection(history, tasks, review);
  const turns = new Turns({ history, images, tasks, facts, review, workspace, transcripts, streams, agentKind, log });
  const judge = new Judge({ history, tasks, gates, protection, facts, requests, workspace });
  const runner = new TaskRunner({
    tasks,
    turns,
    agents,
    activities,
    plans,
    messages,
    sessions,
    judge,
    protection,
    preFlights,
    workspace,
    log,
  });
  const scheduler = owned.add(new Scheduler({ history, tasks, repositories, runner, preFlights, log }));
  const recovery = owned.add(new Recovery({ history, tasks, repositories, runner, scheduler, ledger, log }));
  const parts: Parts = {
    history,
    images,
    workspace,
    log,
    repositories,
    sessions,
    tasks,
    turns,
    review,
    remarks,
    requests,
    rejections,
    commits,
    hookChanges,
    commitGate,
    protection,
    facts,
    gates,
    runner,
    scheduler,
    recovery,
    preFlights,
    git,
    claude,
    agentKind,
    messages,
    plans,
    agents,
    activities,
  };
  const actions = new Actions(parts);
  const parking = owned.add(
    new Parking({
      history,
      log,
      isPresent: task => repositories.present.some(repository => repository.path === task.workTree),
      resume: id => actions.resume(id),
    }),
  );
  const keeping = new SessionKeeping({ history, sessions, storage, log });
  const pastSessions = new PastSessions({ history, repositories, transcripts, agentKind });
  const doctor = new Doctor({ ...parts, transcripts });
  const housekeeping = owned.add(new Housekeeping({ keeping, doctor, images, workspace, log }));
  const api = owned.add(new Api(parts, facts));
  owned.add(
    history.onDidChange(tables => {
      if (tables.has('decisions')) {
        const inReview = tasks.all().filter(task => isDecidable(task.status) && facts.get(task.id));
        inReview.forEach(task => void facts.refresh(task.id));
      }
      if (tables.has('repositories') || tables.has('tasks')) {
        void actions.lookAtHeads();
      }
    }),
  );
  /** What earlier windows left in the repositories that are there. */
  const takeUp = async (): Promise<void> => {
    await recovery.start();
    parking.look();
    const present = new Set(repositories.present.map(repository => repository.path));
    const reviewed = tasks.all().filter(task => present.has(task.workTree) && task.beforeTree !== null);
    const unknown = reviewed.filter(task => !facts.get(task.id));
    for (const task of unknown) {
      await rejections.settle(task).catch((error: unknown) => log.error(`Task ${task.id}`, error));
    }
    await Promise.all(unknown.map(task => facts.refresh(task.id)));
    await actions.lookAtHeads();
    await Promise.all(unknown.flatMap(task => commitsOf(history, task.id).map(row => hookChanges.load(task, row))));
  };
  return {
    ...parts,
    streams,
    actions,
    conversation: new Conversation(parts, actions),
    api,
    keeping,
    pastSessions,
    doctor,
    housekeeping,
    async start() {
      await repositories.recall();
      await takeUp();
      repositories.rescan().catch((error: unknown) => log.error('Looking for repositories failed', error));
      await repositories.list();
      await takeUp();
      housekeeping.start();
    },
    async close() {
      scheduler.dispose();
      await runner.dispose();
      await scheduler.idle();
      await history.flush().catch((error: unknown) => log.error('History could not be saved', error));
      owned.dispose();
    },
  };
}
