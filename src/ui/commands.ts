import * as vscode from 'vscode';
import { messageOf, UserError } from '../base/errors';
import { type Disposable, Disposables } from '../base/lifecycle';
import { GitError } from '../git/gitError';
import { checkedArgument, commandIds, isInThread, type CommandArguments, type CommandId } from './commandArguments';
import { argumentOf } from './sessionTreeModel';

/** `asks`: a user stands behind the call, who can be asked; a program that passes an argument cannot. */
export type CommandHandlers = {
  readonly [C in CommandId]: (argument: CommandArguments[C] | undefined, asks: boolean) => unknown;
};

/** Second argument of commands behind our own buttons: a failure is shown, and not thrown at VS Code too. */
const byClick = 'autobot.byClick';

/**
 * Register every command; `load` gives what they do, when the first is called.
 *
 * What fails after a click, a key or in the palette is shown in words; the log has the rest. Programs that pass an
 * argument get the failure as a rejection instead.
 */
export function registerCommands(load: () => Promise<CommandHandlers>, log: vscode.LogOutputChannel): Disposable {
  const owned = new Disposables();
  let loading: Promise<CommandHandlers> | undefined;
  for (const id of commandIds) {
    owned.add(
      vscode.commands.registerCommand(id, async (given: unknown, mark: unknown) => {
        // A button in an editor's title passes the file: what the cursor is on is meant.
        const argument = given instanceof vscode.Uri ? undefined : argumentOf(given, id);
        const byUser = given === undefined || argument !== given || mark === byClick || isInThread(id);
        try {
          loading ??= load();
          const handler = (await loading)[id] as (argument: unknown, asks: boolean) => unknown;
          return await handler(checkedArgument(id, argument), byUser);
        } catch (error) {
          if (byUser) {
            report(id, error, log);
            return undefined;
          }
          log.error(id, error instanceof Error ? error : String(error));
          throw error;
        }
      }),
    );
  }
  return owned;
}

/** A command as data, for lenses and buttons, with its argument checked. */
export function asCommand<C extends CommandId>(
  command: C,
  title: string,
  argument: CommandArguments[C],
): vscode.Command {
  return { command, title, arguments: [argument, byClick] };
}

/** Show a failure to the user, unless it is none. */
export function report(what: string, error: unknown, log: vscode.LogOutputChannel): void {
  if (
    error instanceof vscode.CancellationError ||
    GitError.is(error, 'cancelled') ||
    UserError.is(error, 'cancelled')
  ) {
    return;
  }
  log.error(what, error instanceof Error ? error : String(error));
  void vscode.window.showErrorMessage(`Autobot: ${messageOf(error)}`);
}
