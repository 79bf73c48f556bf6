/** Set by VS Code's own processes; they would change what git, Claude and gates do. */
const foreign = /^(ELECTRON_|VSCODE_|NODE_OPTIONS$|NODE_CHANNEL_FD$|NODE_UNIQUE_ID$|APPLICATION_INSIGHTS_)/;

/** The environment for child processes: the developer's own, less what VS Code put in, plus `extra`. */
export function cleanEnvironment(extra: NodeJS.ProcessEnv = {}, remove: RegExp = /(?!)/): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name) && !remove.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}
