import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import { decideFix, type FixDecision, printOf } from '../core/autoFix';
import type { Gate } from '../core/gate';
import type { GateResult, Task } from '../core/model';
import { budgetOf } from './budget';
import type { ChangeRequests } from './changeRequest';
import type { GateService } from './gateService';
import type { History } from './history';
import type { Workspace } from './ports';
import type { Protection } from './protection';
import { fixPrompt } from './requests';
import { look, type Seen } from './seen';
import type { TaskFacts } from './taskFacts';
import type { Tasks } from './tasks';

/** A fix turn that starts by itself. */
export interface FixRequest {
  readonly kind: 'fix';
  readonly prompt: string;
  /** What to say of the task if the turn changes nothing, since it then rests again. */
  readonly ifUnchanged: string | null;
}

/** What gates mean for a task: when they run, where their results lead it, and whether a fix turn follows. */
export class Judge {
  constructor(
    private readonly parts: {
      readonly history: History;
      readonly tasks: Tasks;
      readonly gates: GateService;
      readonly protection: Protection;
      readonly facts: TaskFacts;
      readonly requests: ChangeRequests;
      readonly workspace: Workspace;
    },
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Gates, if the turn left something to judge, once protected files are decided on; then, as far as the setting goes,
   * fix turns and gates again.
   */
  async afterTurn(taskId: string, signal: AbortSignal, turn: (request: FixRequest) => Promise<void>): Promise<void> {
    const { tasks, gates, protection, facts, requests } = this.parts;
    let before: string | null = null;
    while (tasks.get(taskId).status === 'waiting_qa') {
      await protection.decided(taskId, signal);
      if (await this.#isRejectedAltogether(taskId)) {
        return;
      }
      const enabled = tasks.get(taskId).skipGates ? [] : await this.#enabled(taskId);
      signal.throwIfAborted();
      if (enabled.length === 0) {
        await facts.refresh(taskId); // so that whoever sees it in review sees what a commit would hold
        await tasks.apply(taskId, { type: 'noGates' });
        return;
      }
      await tasks.apply(taskId, { type: 'gatesStarted' }, { approvalReason: null });
      const { results, left } = await gates.run(tasks.get(taskId), enabled, signal, facts.get(taskId)?.currentTree);
      await facts.refresh(taskId, stillThere(results, left)); // gates may have written files
      const ended = { type: 'gatesEnded', blocked: gates.isBlocked(tasks.get(taskId)) } as const;
      const decision = this.#decideFix(tasks.get(taskId), results, before);
      if (!decision.fix) {
        await tasks.apply(taskId, ended, decision.why === null ? {} : { detail: decision.why });
        return;
      }
      before = printOf(results);
      await tasks.applyAll(taskId, [ended, { type: 'turnStarted' }]);
      const unchanged = this.#decideFix(tasks.get(taskId), results, before, { tries: 1, changed: false });
      await turn({
        kind: 'fix',
        prompt: await requests.withEdits(tasks.get(taskId), fixPrompt(results) ?? ''),
        ifUnchanged: unchanged.fix ? null : unchanged.why,
      });
    }
  }

  /** Judge a task in review again, by all of its gates or by one. */
  async again(taskId: string, signal: AbortSignal, only?: string): Promise<void> {
    const { tasks, gates, facts } = this.parts;
    const task = tasks.get(taskId);
    const [wanted, seen] = await Promise.all([
      only === undefined ? this.#someEnabled(taskId) : this.#named(taskId, only),
      look(task.workTree, signal),
      this.#checkProtected(task),
    ]);
    await tasks.apply(taskId, { type: 'gatesRequested' }, { approvalReason: null });
    const { results, left } = await gates.run(tasks.get(taskId), wanted, signal, seen.tree);
    await facts.refresh(taskId, stillThere(results, left));
    await tasks.apply(taskId, { type: 'gatesEnded', blocked: gates.isBlocked(tasks.get(taskId)) });
  }

  /** Judge exactly a tree, whatever is in the work tree. The task's status stays as it is. */
  async exactly(taskId: string, tree: string, signal: AbortSignal): Promise<GateResult[] | { readonly why: string }> {
    const { tasks, gates } = this.parts;
    await this.#checkProtected(tasks.get(taskId));
    return gates.runOn(tasks.get(taskId), await this.#someEnabled(taskId), tree, signal);
  }

  /** What was there before the task is judged while Claude works, if the setting says so. */
  prepareBaseline(taskId: string, signal: AbortSignal): void {
    const { tasks, gates, workspace } = this.parts;
    const task = tasks.get(taskId);
    const [turn] = tasks.turns(taskId);
    if (workspace.settings().gateEagerBaseline && !task.skipGates && turn?.startTree && turn.endTree === null) {
      const enabled = gates.configs.known(tasks.repositoryOf(task)).filter(gate => gate.enabled);
      gates.prepareBaseline(task, enabled, turn.startTree, signal);
    }
  }

  /** Where every hunk was rejected before the gates, nothing is left to judge: the task is over. */
  async #isRejectedAltogether(taskId: string): Promise<boolean> {
    const { tasks, protection } = this.parts;
    const rejected = await protection.rejectedAltogether(tasks.get(taskId));
    if (!rejected) {
      return false;
    }
    const { reason: rejectionReason, undoFrom, undoTo } = rejected;
    const facts = { rejectedAt: this.now(), rejectionReason, undoFrom, undoTo };
    await tasks.apply(taskId, { type: 'noGates' });
    await tasks.apply(taskId, { type: 'rejected' }, facts);
    return true;
  }

  async #checkProtected(task: Task): Promise<void> {
    const waitsFor = await this.parts.protection.waitsFor(task);
    if (waitsFor) {
      throw new UserError('protected', waitsFor);
    }
  }

  async #enabled(taskId: string): Promise<readonly Gate[]> {
    const { tasks, gates } = this.parts;
    const task = tasks.get(taskId);
    const repository = tasks.repositoryOf(task);
    const enabled = (await gates.configs.gates(repository)).filter(gate => gate.enabled);
    return gates.configs.concerned(repository, enabled, task.filesChanged);
  }

  async #someEnabled(taskId: string): Promise<readonly Gate[]> {
    const enabled = await this.#enabled(taskId);
    if (enabled.length === 0) {
      throw new UserError('noGates', t('This repository has no enabled QA gates. Add one with Configure QA Gates.'));
    }
    return enabled;
  }

  /** One gate, also if it is switched off. */
  async #named(taskId: string, name: string): Promise<readonly Gate[]> {
    const { tasks, gates } = this.parts;
    const all = await gates.configs.gates(tasks.repositoryOf(tasks.get(taskId)));
    const found = all.find(gate => gate.name === name);
    if (!found) {
      throw new UserError('noGate', t`This repository has no QA gate “${name}”.`);
    }
    return [{ ...found, enabled: true }];
  }

  /** `after`: as it would be after so many more tries. */
  #decideFix(
    task: Task,
    results: readonly GateResult[],
    before: string | null,
    after = { tries: 0, changed: true },
  ): FixDecision {
    const { tasks, history, workspace } = this.parts;
    const turns = tasks.turns(task.id);
    const { gateAutoFixAttempts: limit, maxBudgetUsd } = workspace.settings();
    const { limit: budget, spent } = budgetOf(task, turns, maxBudgetUsd);
    return decideFix({
      ...{ results, before, changed: after.changed, limit, budget },
      tries: after.tries + turns.length - 1 - turns.findLastIndex(turn => turn.kind !== 'fix'),
      paused: history.find('sessions', task.sessionId)?.status === 'paused',
      spent,
    });
  }
}

/** What gates left a moment ago; not known where comparing took its time afterwards. */
function stillThere(results: readonly GateResult[], left: Seen | undefined): Seen | undefined {
  return results.every(row => row.comparison === null) ? left : undefined;
}
