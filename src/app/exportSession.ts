import { t } from '@vscode/l10n';
import { maskAll, secretValues } from '../core/maskSecrets';
import type { Task, Turn } from '../core/model';
import type { Stream, StreamItem } from '../core/stream';
import { commitsOf } from './commits';
import type { ExportedSession, ExportedTask, ExportedTurn } from './exportedSession';
import type { Parts } from './parts';
import type { Streams } from './streams';

type ExportParts = Pick<Parts, 'history' | 'sessions' | 'tasks' | 'gates'> & { readonly streams: Streams };

/** Everything that happened in a session, as plain values without secrets. */
export async function exportSession(parts: ExportParts, id: string, now: number): Promise<ExportedSession> {
  const { history, sessions } = parts;
  const session = sessions.get(id);
  const repository = history.get('repositories', session.repositoryId);
  const tasks: ExportedTask[] = [];
  for (const task of sessions.tasks(id)) {
    tasks.push(await exportTask(parts, task));
  }
  const exported: ExportedSession = {
    version: 1,
    exportedAt: new Date(now).toISOString(),
    session: {
      ...{ id, name: session.name, status: session.status },
      repository: { name: repository.name, path: repository.path },
      ...{ startedAt: iso(session.startedAt), endedAt: iso(session.endedAt) },
      ...{ startBranch: session.startBranch, endBranch: session.endBranch },
    },
    tasks,
  };
  return maskAll(exported, secretValues(process.env));
}

async function exportTask({ history, tasks, gates, streams }: ExportParts, task: Task): Promise<ExportedTask> {
  const { id, prompt, status, detail, startingCommit, startingBranch } = task;
  const byTurn = await streams.of(id, task.workTree);
  const own = <T extends { readonly taskId: string }>(rows: readonly T[]): T[] => rows.filter(row => row.taskId === id);
  return {
    ...{ id, prompt, status, detail, createdAt: iso(task.createdAt), completedAt: iso(task.completedAt) },
    ...{ startingCommit, startingBranch, files: [...task.filesChanged] },
    turns: tasks.turns(id).map(turn => exportTurn(turn, byTurn.get(turn.number))),
    gates: gates.results(id).map(({ gateName: name, status, verdict, tree, exitCode, duration, findings }) => ({
      ...{ name, status, verdict, tree, exitCode, durationMs: duration },
      findings: findings.map(({ file, line, severity, message }) => ({ file, line, severity, message })),
    })),
    decisions: own(history.all('decisions')).map(({ path, hunk, decision, reason, createdAt }) => ({
      ...{ path, hunk, decision, reason, at: iso(createdAt) },
    })),
    remarks: own(history.all('comments')).map(({ path, line, text, resolved }) => ({ path, line, text, resolved })),
    commits: commitsOf(history, id).map(({ sha, message, createdAt }) => ({ sha, message, at: iso(createdAt) })),
  };
}

function exportTurn(turn: Turn, stream: Stream | undefined): ExportedTurn {
  const { number, kind, prompt, images, outcome, costUsd, inputTokens, outputTokens } = turn;
  return {
    ...{
      number,
      kind,
      prompt,
      images: images.map(({ name }) => name),
      startedAt: iso(turn.startedAt),
      endedAt: iso(turn.endedAt),
    },
    ...{ outcome, costUsd, inputTokens, outputTokens },
    steps: stream?.items.map(stepOf) ?? [],
  };
}

function stepOf(item: StreamItem): ExportedTurn['steps'][number] {
  const { kind } = item;
  switch (kind) {
    case 'text':
    case 'thinking':
    case 'said':
    case 'notice':
    case 'error':
      return { kind, text: item.text, output: null };
    case 'tool':
      return { kind, text: `${item.name}: ${item.summary}`, output: item.output };
    case 'permission':
      return { kind, text: `${item.tool}: ${item.summary} (${item.state})`, output: item.message };
    case 'question':
      return { kind, text: item.questions.map(({ question }) => question).join('\n'), output: answersOf(item.answers) };
    case 'plan':
      return { kind, text: item.plan, output: item.message };
    case 'todos':
      return { kind, text: item.items.map(({ text, status }) => `[${status}] ${text}`).join('\n'), output: null };
    case 'retry':
      return { kind, text: t`Attempt ${item.attempt} of ${item.of}: ${item.why}`, output: null };
    case 'raw':
      return { kind, text: item.line, output: null };
  }
}

function answersOf(answers: Readonly<Record<string, string>>): string | null {
  const lines = Object.entries(answers).map(([question, answer]) => `${question}: ${answer}`);
  return lines.length === 0 ? null : lines.join('\n');
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
