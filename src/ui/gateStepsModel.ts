import { t } from '@vscode/l10n';
import type { Gate } from '../core/gate';
import type { ContributedMatchers } from '../gates/matchers/resolveMatchers';
import { commandProblem, lastOrder, nameProblem, orderProblem, secondsProblem } from './gateConfigModel';
import type { Step } from './inputSteps';
import { matcherOf, matcherStep } from './matcherStepModel';

/** What the user can set of a gate. */
export type GateFacts = Pick<Gate, 'command' | 'timeout' | 'failOnError' | 'order' | 'problemMatcher'>;

const blocks = 'blocks';
const reports = 'reports';

/** The question that only a new gate has. */
export function nameStep(taken: readonly string[]): Step {
  return { prompt: t('Name of the gate'), value: '', problem: name => nameProblem(name, taken) };
}

/** The questions about a gate, answered with what it has now; for a new one with what most have. */
export function factSteps(gate: GateFacts | null, others: readonly Gate[], contributed: ContributedMatchers): Step[] {
  return [
    {
      prompt: t('Command line for your shell, run in the root of the repository'),
      value: gate?.command ?? '',
      problem: commandProblem,
    },
    {
      prompt: t('Time limit in seconds'),
      value: String(Math.max(1, Math.round((gate?.timeout ?? 300_000) / 1000))),
      problem: secondsProblem,
    },
    {
      prompt: t('What a gate that does not pass means'),
      value: (gate?.failOnError ?? true) ? blocks : reports,
      choices: [
        { value: blocks, label: t('Keep the task from review'), detail: t('Unless you give a reason to go on.') },
        { value: reports, label: t('Only report'), detail: t('The task goes to review all the same.') },
      ],
    },
    {
      prompt: t('Order: lower ones run first, equal ones side by side'),
      value: String(gate?.order ?? lastOrder(others)),
      problem: orderProblem,
    },
    matcherStep(gate?.problemMatcher ?? null, contributed),
  ];
}

/** The answers to {@link factSteps}. */
export function factsOf([command = '', seconds = '', weight, order = '', matcher = '']: readonly string[]): GateFacts {
  return {
    command: command.trim(),
    timeout: Number(seconds) * 1000,
    failOnError: weight !== reports,
    order: Number(order),
    problemMatcher: matcherOf(matcher),
  };
}
