import * as vscode from 'vscode';
import { Disposables } from '../base/lifecycle';

/** One question: a text, or one of several choices. */
export interface Step {
  readonly prompt: string;
  readonly value: string;
  /** What is wrong with an answer, in words. */
  readonly problem?: (text: string) => string | undefined;
  readonly choices?: readonly { readonly value: string; readonly label: string; readonly detail: string }[];
}

/** Ask one question after the other, with a way back. Resolves to `undefined` when the user leaves. */
export async function askSteps(title: string, steps: readonly Step[]): Promise<string[] | undefined> {
  const answers = steps.map(step => step.value);
  let at = 0;
  while (at < steps.length) {
    const step = steps[at];
    if (!step) {
      break;
    }
    const place = { title, step: at + 1, totalSteps: steps.length };
    const value = answers[at] ?? '';
    const answer = step.choices ? await choose(step, value, place) : await write(step, value, place);
    if (answer === undefined) {
      return undefined;
    }
    if (answer === back) {
      at--;
    } else {
      answers[at++] = answer;
    }
  }
  return answers;
}

const back = Symbol('back');
type Answer = string | typeof back | undefined;
type Place = Pick<vscode.QuickInput, 'title' | 'step' | 'totalSteps'>;

function write(step: Step, value: string, place: Place): Promise<Answer> {
  const box = vscode.window.createInputBox();
  Object.assign(box, place, { value, prompt: step.prompt, ignoreFocusOut: true });
  return ask(box, place, (owned, resolve) => {
    const check = (): boolean => {
      box.validationMessage = step.problem?.(box.value);
      return box.validationMessage === undefined;
    };
    owned.add(box.onDidChangeValue(check));
    owned.add(box.onDidAccept(() => check() && resolve(box.value.trim())));
    owned.add(box.onDidTriggerButton(() => resolve(back)));
  });
}

function choose(step: Step, value: string, place: Place): Promise<Answer> {
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly value: string }>();
  const items = [...(step.choices ?? [])];
  Object.assign(pick, place, { placeholder: step.prompt, items, ignoreFocusOut: true });
  pick.activeItems = items.filter(item => item.value === value);
  return ask(pick, place, (owned, resolve) => {
    owned.add(pick.onDidAccept(() => pick.activeItems[0] && resolve(pick.activeItems[0].value)));
    owned.add(pick.onDidTriggerButton(() => resolve(back)));
  });
}

async function ask(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
  place: Place,
  listen: (owned: Disposables, resolve: (answer: Answer) => void) => void,
): Promise<Answer> {
  const owned = new Disposables();
  owned.add(input);
  input.buttons = (place.step ?? 1) > 1 ? [vscode.QuickInputButtons.Back] : [];
  try {
    return await new Promise<Answer>(resolve => {
      owned.add(input.onDidHide(() => resolve(undefined)));
      listen(owned, resolve);
      input.show();
    });
  } finally {
    owned.dispose();
  }
}
