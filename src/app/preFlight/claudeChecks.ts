import { t } from '@vscode/l10n';
import { type ClaudeSetups, notFoundInWords } from '../claudeSetup';
import { block, type Check, pass, warn } from './check';

const program = { check: 'claude', label: t('Claude CLI') };
const signIn = { check: 'signIn', label: t('Signed in') };
const setPath = { id: 'setClaudePath', label: t('Set Path…') } as const;

/** The CLI, and whether somebody is signed in: it is asked once for both, and not again for a while. */
export async function checkClaude(setups: ClaudeSetups): Promise<Check[]> {
  const found = await setups.get();
  if (found.kind === 'notFound') {
    return [block(program, notFoundInWords(found.tried), setPath), unknownSignIn];
  }
  const { outcome, version, problem, warning, signedIn, method } = found.check;
  if (outcome !== 'ready' && outcome !== 'not_signed_in') {
    return [block(program, problem ?? t`${found.path} cannot be used.`, setPath), unknownSignIn];
  }
  const cli = warning ? warn(program, warning) : pass(program, t`${version ?? ''} at ${found.path}`);
  if (signedIn === 'unknown') {
    return [cli, unknownSignIn];
  }
  return [cli, signedIn ? pass(signIn, method) : block(signIn, problem ?? '', { id: 'signIn', label: t('Sign In…') })];
}

const unknownSignIn = warn(signIn, t('not known until the first turn'));
