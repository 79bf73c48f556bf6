import * as z from 'zod';
import { runBriefly, type BriefRunOptions } from './runBriefly';

export interface SignIn {
  /** Whether somebody is signed in; the CLI does not try whether the API takes the key. */
  readonly signedIn: boolean | 'unknown';
  /** api_key, oauth_token, third_party, …: the CLI's word. */
  readonly method: string | null;
}

const Status = z.object({ loggedIn: z.boolean(), authMethod: z.string().nullish() });
const unknown: SignIn = { signedIn: 'unknown', method: null };

/**
 * Ask `claude auth status --json`, which CLIs from 2.1.54 on know (seen).
 *
 * An older one would take the words for a prompt and send it: it is not asked. Any answer
 * that is not understood is "unknown", since the task itself will tell.
 */
export async function getSignIn(program: string, version: string, options: BriefRunOptions): Promise<SignIn> {
  if (version.localeCompare('2.1.54', 'en', { numeric: true }) < 0) {
    return unknown;
  }
  const run = await runBriefly(program, ['auth', 'status', '--json'], options);
  if (run.kind !== 'exited') {
    return unknown;
  }
  try {
    const status = Status.parse(JSON.parse(run.stdout));
    return { signedIn: status.loggedIn, method: status.loggedIn ? (status.authMethod ?? null) : null };
  } catch {
    return unknown; // not JSON, or not of this shape
  }
}
