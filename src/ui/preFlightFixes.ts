import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { type FixId, fixIds } from '../app/preFlight/check';
import { absolutePath } from '../app/repositories';
import { titleOf } from '../app/sessions';
import { UserError } from '../base/errors';
import type { Task } from '../core/model';
import { createBranch, trustRepository } from '../git/developersChoices';
import { abortOperation } from '../git/operation';
import { getReadiness } from '../git/readiness';
import { openMachineSetting } from './machineSettings';
import { askText } from './pick';

/** Carry out a one-click fix of a task's pre-flight report, then look again. What cannot be undone is asked first. */
export async function fixPreFlight(autobot: Autobot, taskId: string, fix: string): Promise<void> {
  const known = fixIds.find(id => id === fix);
  if (!known) {
    throw new UserError('fix', t`There is no fix ${fix}.`);
  }
  await fixes[known](autobot, autobot.tasks.get(taskId));
  autobot.preFlights.recheck(taskId);
}

const fixes: Readonly<Record<FixId, (autobot: Autobot, task: Task) => unknown>> = {
  trust: () => vscode.commands.executeCommand('workbench.trust.manage'),
  getGit: () => vscode.env.openExternal(vscode.Uri.parse('https://git-scm.com/downloads')),
  setClaudePath: () => openMachineSetting('autobot.claude.path'),
  signIn,
  trustRepository: async (_, { workTree }) => {
    const effect = t`Git will work in ${workTree} although somebody else owns it: what its owner configured there runs as you. This is added to your own git configuration (safe.directory).`;
    if (await confirm(t('Trust this repository?'), effect, t('Trust Repository'))) {
      await trustRepository(workTree);
    }
  },
  createBranch: async (_, { workTree }) => {
    const title = t('Create a branch at this commit');
    const name = await askText({ title, prompt: t('Name of the new branch. Your files stay as they are.') });
    await createBranch(workTree, name.trim());
  },
  abortOperation: async (_, { workTree }) => {
    const { operation } = await getReadiness(workTree);
    const effect = t(
      'Git takes the files back to what they were before it began. What you resolved or changed in them since then is lost.',
    );
    if (operation && (await confirm(t`Abort the ${operation} in ${workTree}?`, effect, t`Abort ${operation}`))) {
      await abortOperation(workTree, operation);
    }
  },
  openConflicts: async (_, { workTree }) => {
    const { conflicts } = await getReadiness(workTree);
    for (const path of conflicts.slice(0, 5)) {
      const uri = vscode.Uri.file(absolutePath(workTree, path));
      await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
    }
  },
  openTerminal: (_, { workTree }) => vscode.window.createTerminal({ name: 'git', cwd: workTree }).show(),
  saveAll: ({ workspace }, { workTree }) => workspace.editors.saveAll(workTree),
  cancelOther: async ({ scheduler, runner }, task) => {
    const holder = scheduler.view(task.workTree).waiting.find(entry => entry.task.id === task.id)?.holder;
    const effect = t('Claude stops. What it has changed so far stays in the files, and can be reviewed or rejected.');
    if (holder && (await confirm(t`Cancel “${titleOf(holder.prompt)}”?`, effect, t('Cancel the Other Task')))) {
      await runner.cancel(holder.id);
    }
  },
  startOnTop: ({ actions }, task) => actions.startOnTop(task.id),
  configureGates: (_, { workTree }) => vscode.commands.executeCommand('autobot.configureGates', workTree),
};

/** Claude's own sign-in, in a terminal; once that is closed, Claude is asked again. */
async function signIn({ claude, preFlights }: Autobot, task: Task): Promise<void> {
  const shellPath = await claude.program();
  const terminal = vscode.window.createTerminal({ name: t('Sign in to Claude'), shellPath, cwd: task.workTree });
  terminal.show();
  const listening = vscode.window.onDidCloseTerminal(closed => {
    if (closed === terminal) {
      listening.dispose();
      void claude.get({ fresh: true }).then(() => preFlights.recheck(task.id));
    }
  });
}

async function confirm(question: string, detail: string, yes: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
