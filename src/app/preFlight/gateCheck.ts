import { t } from '@vscode/l10n';
import { messageOf } from '../../base/errors';
import type { Gate } from '../../core/gate';
import { type ContributedMatchers, matchersOf } from '../../gates/matchers/resolveMatchers';
import { whyNotRunnable } from '../../gates/runnable';
import { type Check, pass, warn } from './check';

const line = { check: 'gates', label: t('QA gates') };
const configure = { id: 'configureGates', label: t('Configure Gates…') } as const;

/** A gate that cannot run, or be read, is said before Claude works, and keeps nobody from starting. */
export async function checkGates(
  folder: string,
  getGates: () => Promise<readonly Gate[]>,
  contributed: ContributedMatchers,
): Promise<Check> {
  try {
    const gates = (await getGates()).filter(gate => gate.enabled);
    const problems = await Promise.all(
      gates.map(async gate => {
        const why = await whyNotRunnable(gate.command, folder);
        return [...(why === undefined ? [] : [why]), ...matchersOf(gate, contributed).problems].map(
          problem => `${gate.name}: ${problem}`,
        );
      }),
    );
    const [first] = problems.flat();
    if (first !== undefined) {
      return warn(line, `${problems.flat().join('; ')}.`, configure);
    }
    return pass(line, gates.length === 0 ? t('none') : gates.map(gate => gate.name).join(', '));
  } catch (error) {
    return warn(line, messageOf(error), configure);
  }
}
