import { t } from '@vscode/l10n';
import type { MatcherSetting } from '../core/gate';
import { type ContributedMatchers, resolveMatchers } from '../gates/matchers/resolveMatchers';
import type { Step } from './inputSteps';

/** The question what reads a gate's findings. */
export function matcherStep(matcher: MatcherSetting | null, contributed: ContributedMatchers): Step {
  return {
    prompt: t('Problem matcher that reads its findings, such as $tsc, or JSON as in tasks.json; empty: Autobot itself'),
    value: matcher === null ? '' : typeof matcher === 'string' ? matcher : JSON.stringify(matcher),
    problem: text => matcherProblem(text, contributed),
  };
}

/** The answer to {@link matcherStep}. */
export function matcherOf(answer: string): MatcherSetting | null {
  const text = answer.trim();
  if (text === '') {
    return null;
  }
  return /^[[{]/.test(text) ? (JSON.parse(text) as MatcherSetting) : text; // it begins like a list or an object
}

function matcherProblem(text: string, contributed: ContributedMatchers): string | undefined {
  try {
    const matcher = matcherOf(text);
    const [problem] = matcher === null ? [] : resolveMatchers(matcher, contributed).problems;
    return problem && `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`;
  } catch {
    return t('This is not JSON.');
  }
}
