import type { AgentKind, AgentSetup } from '../core/agentKind';
import { checkClaude } from './checkClaude';
import { writeCommitMessage } from './commitMessage';
import { StreamDecoder } from './decode';
import { writeOwnEvent } from './ownLine';
import { findClaude } from './findClaude';
import { findPastSessions } from './pastSessions';
import { readPastTurns } from './pastTurns';

/** The Claude CLI: the one thing of this folder that the rest of the program knows. */
export const claudeAgent: AgentKind = {
  start: async options => (await import('./claudeProcess')).startClaude(options),
  newDecoder: () => new StreamDecoder(),
  writeNotice: text => writeOwnEvent({ type: 'notice', text }),
  findSetup,
  findSessions: folder => findPastSessions(folder),
  readSession: ({ file }) => readPastTurns(file),
  writeCommitMessage,
};

async function findSetup(path: string): Promise<AgentSetup> {
  const found = await findClaude(path);
  return found.kind === 'found' ? { ...found, check: await checkClaude(found.path) } : found;
}
