import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { stateOf } from '../app/tasks';
import { UserError } from '../base/errors';
import type { GateConfig, Repository } from '../core/model';
import { canAccept } from '../core/taskState';
import type { ContributedMatchers } from '../gates/matchers/resolveMatchers';
import { edited, type GateArgument, type GateEntry } from './gateConfigModel';
import { readGates } from './gateList';
import { showLog } from './gateLog';
import { type GateChoice, pickGate } from './gatePick';
import { factsOf, factSteps, nameStep } from './gateStepsModel';
import { askSteps } from './inputSteps';
import { countOf } from '../protocol/counts';
import { verdictTexts } from '../protocol/words';
import { inSeconds } from './treeNode';

/** Adding, editing, switching and deleting gates. */
export class GateCommands {
  constructor(
    private readonly autobot: Pick<Autobot, 'gates' | 'actions' | 'tasks'>,
    /** The repository at a path; asks when there is none, and throws a cancellation when the user leaves. */
    private readonly findRepository: (path: string | undefined) => Promise<Repository>,
    private readonly contributed: () => ContributedMatchers,
  ) {}

  /** The list of a repository's gates, until the user leaves it. */
  async configure(path?: string): Promise<void> {
    const repository = await this.findRepository(path);
    let active: string | undefined;
    for (;;) {
      const entries = await readGates(this.autobot, repository);
      const choice = await pickGate(t`QA Gates of ${repository.name}`, entries, active);
      if (!choice) {
        return;
      }
      active = 'entry' in choice ? choice.entry.gate.name : undefined;
      await this.#perform(choice, repository, entries);
    }
  }

  async add(path?: string): Promise<void> {
    const repository = await this.findRepository(path);
    await this.#add(repository, await readGates(this.autobot, repository));
  }

  async edit(argument: GateArgument): Promise<void> {
    const { entries, config } = await this.#find(argument);
    await this.#edit(config, entries);
  }

  async delete(argument: GateArgument): Promise<void> {
    const { config } = await this.#find(argument);
    if (config.source !== 'user') {
      const why = t`“${config.name}” was detected in the repository and would come back. Switch it off instead.`;
      throw new UserError('detectedGate', why);
    }
    await this.#delete(config);
  }

  async #perform(choice: GateChoice, repository: Repository, entries: readonly GateEntry[]): Promise<void> {
    if (choice.type === 'add') {
      return this.#add(repository, entries);
    }
    if (choice.type === 'reset') {
      return this.#reset(repository);
    }
    const { config } = choice.entry;
    if (!config || choice.type === 'openSettings') {
      await vscode.commands.executeCommand('workbench.action.openWorkspaceSettings', { query: 'autobot.qaGates' });
      return;
    }
    switch (choice.type) {
      case 'edit':
        return this.#edit(config, entries);
      case 'delete':
        return this.#delete(config);
      case 'enable':
      case 'disable':
        return this.autobot.gates.configs.put({ ...config, enabled: choice.type === 'enable' });
    }
  }

  async #add(repository: Repository, entries: readonly GateEntry[]): Promise<void> {
    const gates = entries.map(({ gate }) => gate);
    const steps = [nameStep(gates.map(gate => gate.name)), ...factSteps(null, gates, this.contributed())];
    const answers = await askSteps(t`Add QA Gate to ${repository.name}`, steps);
    if (answers) {
      const [name = '', ...facts] = answers;
      const where = { folder: '', environment: {}, after: [] };
      await this.autobot.gates.configs.add(repository, { name, enabled: true, ...where, ...factsOf(facts) });
    }
  }

  async #edit(config: GateConfig, entries: readonly GateEntry[]): Promise<void> {
    const gates = entries.map(({ gate }) => gate);
    const answers = await askSteps(t`Edit QA Gate “${config.name}”`, factSteps(config, gates, this.contributed()));
    if (answers) {
      await this.autobot.gates.configs.put(edited(config, factsOf(answers)));
    }
  }

  async #delete(config: GateConfig): Promise<void> {
    if (await confirm(t`Delete the QA gate “${config.name}”?`, config.command, t('Delete'))) {
      await this.autobot.gates.configs.remove(config.id);
    }
  }

  async reset(path?: string): Promise<void> {
    await this.#reset(await this.findRepository(path));
  }

  /** Run one gate on the work tree as it is now; in the task that is in review there, if there is one. */
  async run({ repository: path, gate: name }: GateArgument): Promise<void> {
    const { actions, tasks } = this.autobot;
    const repository = await this.findRepository(path);
    const task = tasks
      .all()
      .findLast(row => row.workTree === repository.path && canAccept(stateOf(row), 'gatesRequested'));
    const title = t`Autobot: running “${name}”`;
    const location = vscode.ProgressLocation.Window;
    if (task) {
      await vscode.window.withProgress({ location, title }, () => actions.runGates(task.id, name));
      return;
    }
    const entry = (await readGates(this.autobot, repository)).find(other => other.gate.name === name);
    if (!entry) {
      throw new UserError('gate', t`The QA gate “${name}” does not exist.`);
    }
    const { run, logFile } = await vscode.window.withProgress({ location, title }, () =>
      actions.tryGate(repository, entry.gate),
    );
    const show = t('Show Output');
    const message = t`Autobot: “${name}” ${verdictTexts[run.verdict]} (${inSeconds(run.duration)}). ${run.message ?? ''}`;
    const say = run.verdict === 'passed' ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
    void say(message.trim(), show).then(answer => (answer === show ? showLog(logFile, name) : undefined));
  }

  /** Forget everything the user set for a repository, and look again. */
  async #reset(repository: Repository): Promise<void> {
    const { gates } = this.autobot;
    const own = gates.configs.stored(repository).filter(row => row.repositoryId === repository.id);
    const added = own.filter(row => row.source === 'user').length;
    const detail = t`What you changed is forgotten${added === 0 ? '' : t`; ${countOf(added, 'gate')} set by you goes or is detected anew`}.`;
    if (await confirm(t`Reset the QA gates of ${repository.name} to what is detected?`, detail, t('Reset'))) {
      await gates.configs.reset(repository);
    }
  }

  async #find({ repository: path, gate }: GateArgument): Promise<{ entries: GateEntry[]; config: GateConfig }> {
    const entries = await readGates(this.autobot, await this.findRepository(path));
    const entry = entries.find(other => other.gate.name === gate);
    if (!entry?.config) {
      const why = entry ? t('comes from the settings; change it there') : t('does not exist');
      throw new UserError('gate', t`The QA gate “${gate}” ${why}.`);
    }
    return { entries, config: entry.config };
  }
}

async function confirm(question: string, detail: string, yes: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
