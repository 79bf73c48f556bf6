import { t } from '@vscode/l10n';
import type { ExportedSession, ExportedTask, ExportedTurn } from './exportedSession';
import { sessionStatusTexts, titleOf } from './sessions';

/** A session to read: prompts, what Claude said and did, verdicts, decisions and commits, in order. */
export function renderSession({ session, tasks, exportedAt }: ExportedSession): string {
  const title = session.name ?? t`Session of ${when(session.startedAt)}`;
  const branch = session.startBranch === null ? '' : t` on ${code(session.startBranch)}`;
  const end = session.endedAt === null ? '' : t`, ended ${when(session.endedAt)}`;
  const facts = t`${session.repository.name} (${code(session.repository.path)})${branch}. ${sessionStatusTexts[session.status]}, started ${when(session.startedAt)}${end}.`;
  const blocks = [`# ${inline(title)}`, facts, ...tasks.map(renderTask), t`_Exported ${when(exportedAt)}._`];
  return `${blocks.join('\n\n')}\n`;
}

function renderTask(task: ExportedTask): string {
  const cost = task.turns.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
  const facts = [
    task.status.replaceAll('_', ' '),
    when(task.createdAt),
    cost > 0 && `$${cost.toFixed(2)}`,
    task.detail,
  ];
  const list = (heading: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`### ${heading}`, lines.map(line => `- ${line}`).join('\n')];
  const findings = (gate: ExportedTask['gates'][number]): string[] =>
    gate.findings.map(
      ({ file, line, message }) =>
        `  - ${inline([file, line].filter(part => part !== null).join(':'))} ${inline(message)}`,
    );
  return [
    `## ${inline(titleOf(task.prompt))}`,
    facts.filter(fact => fact !== false && fact !== null).join(' · '),
    ...task.turns.flatMap(renderTurn),
    ...list(t('Files'), task.files.map(code)),
    ...list(
      t('QA gates'),
      task.gates.map(gate => [`${inline(gate.name)}: ${gate.verdict ?? gate.status}`, ...findings(gate)].join('\n')),
    ),
    ...list(
      t('Decisions'),
      task.decisions.map(
        ({ path, decision, reason }) => `${code(path)}: ${decision}${reason === null ? '' : ` (${inline(reason)})`}`,
      ),
    ),
    ...list(
      t('Remarks'),
      task.remarks.map(({ path, line, text }) => `${code(`${path}:${line}`)} ${inline(text)}`),
    ),
    ...list(
      t('Commits'),
      task.commits.map(({ sha, message }) => `${code(sha.slice(0, 10))} ${inline(titleOf(message))}`),
    ),
  ].join('\n\n');
}

function renderTurn({ number, kind, prompt, images, steps }: ExportedTurn): string[] {
  return [
    `### ${number === 1 ? t('Prompt') : t`Turn ${number} (${kind})`}`,
    quote(prompt),
    images.length === 0 ? '' : t`Images: ${images.map(inline).join(', ')}`,
    ...steps.flatMap(({ kind: step, text, output }) => {
      switch (step) {
        case 'text':
        case 'plan':
          return [text.trim()];
        case 'thinking':
        case 'raw':
          return [];
        case 'said':
          return [quote(text)];
        default:
          return [`- ${inline(titleOf(text))}`, ...(output?.trim() ? [fence(output)] : [])];
      }
    }),
  ].filter(block => block !== '');
}

function quote(text: string): string {
  return text
    .split('\n')
    .map(line => `> ${line}`.trimEnd())
    .join('\n');
}

/** A block that no text can end early. */
function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}text\n${text.trimEnd()}\n${mark}`;
}

function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** On one line, with what Markdown would take for its own escaped. */
function inline(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>#|]/g, '\\$&');
}

function when(time: string | null): string {
  return time === null ? 'unknown' : `${time.slice(0, 16).replace('T', ' ')} UTC`;
}
