import type { TurnEnd } from '../core/agent';
import type { PastTurn } from '../core/agentKind';
import { readLines } from '../os/readLines';
import { writeOwnEvent } from './ownLine';
import { isWork, parsePastLine, promptOf, textOf, type PastLine } from './pastLine';

/** What was said and done in a session, prompt by prompt. Lines before the first prompt belong to nobody. */
export async function readPastTurns(file: string): Promise<PastTurn[]> {
  const turns: GrowingTurn[] = [];
  for await (const text of readLines(file)) {
    const line = parsePastLine(text);
    if (!line) {
      continue;
    }
    const prompt = promptOf(line);
    const turn = turns.at(-1);
    if (prompt !== null) {
      turns.push({ prompt, branch: line.branch, startedAt: line.at, lines: [], last: null });
    } else if (turn && isWork(line)) {
      turn.lines.push({ at: line.at, line: text });
      turn.last = line;
    }
  }
  return turns.filter(({ prompt, lines }) => !prompt.startsWith('/') || lines.length > 0).map(closed); // /clear: no turn
}

interface GrowingTurn {
  readonly prompt: string;
  readonly branch: string | null;
  readonly startedAt: number;
  readonly lines: { readonly at: number; readonly line: string }[];
  last: PastLine | null;
  text?: string;
}

/** With the line that ends it, as every turn of ours has one. */
function closed({ last, lines, ...turn }: GrowingTurn): PastTurn {
  const isWhole = last?.type === 'assistant' && last.message.stop_reason === 'end_turn';
  const outcome = isWhole ? 'success' : 'interrupted';
  const endedAt = last?.at ?? turn.startedAt;
  const end: TurnEnd = {
    ...{ outcome, reason: null, message: '', text: isWhole ? textOf(last) : '' },
    ...{ resetsAt: null, costUsd: null, tokens: null, duration: endedAt - turn.startedAt },
  };
  const line = writeOwnEvent({ type: 'turnEnded', ...end });
  return { ...turn, endedAt, outcome, text: end.text, lines: [...lines, { at: endedAt, line }] };
}
