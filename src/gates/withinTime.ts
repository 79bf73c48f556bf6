import { createContext, Script } from 'node:vm';

const script = new Script('work()');
const sandbox = { work: (): void => undefined };
const context = createContext(sandbox);

/** Do work that might never end, such as a foreign regular expression; `false` if it was cut off after so many ms. */
export function withinTime(limit: number, work: () => void): boolean {
  sandbox.work = work;
  try {
    script.runInContext(context, { timeout: limit });
    return true;
  } catch (error) {
    // It is an Error of the other context, so no instance of ours.
    if ((Object(error) as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      return false;
    }
    throw error;
  }
}
