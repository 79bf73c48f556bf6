import * as z from 'zod';

const Line = z
  .object({
    type: z.enum(['user', 'assistant']),
    timestamp: z.iso.datetime(),
    cwd: z.string(),
    gitBranch: z.string().nullish(),
    isSidechain: z.boolean().nullish(),
    isMeta: z.boolean().nullish(),
    isCompactSummary: z.boolean().nullish(),
    /** Of new CLIs: `system` is what the CLI says to the model in the user's name. */
    promptSource: z.string().nullish(),
    message: z.object({
      content: z.union([z.string(), z.array(z.looseObject({ type: z.string(), text: z.string().optional() }))]),
      stop_reason: z.string().nullish(),
    }),
  })
  .transform(({ timestamp, gitBranch, ...line }) => ({
    ...line,
    at: Date.parse(timestamp),
    branch: gitBranch || null, // empty outside of git, and on a detached HEAD its name
  }));

/** A line of what the CLI remembers of a session that something was said in; the rest is its own. */
export type PastLine = z.infer<typeof Line>;

/** `null`: it says nothing, or a sub-agent says it to itself. Its fields are those of a line of the stream. */
export function parsePastLine(text: string): PastLine | null {
  if (!text.includes('"type":"user"') && !text.includes('"type":"assistant"')) {
    return null; // most of the bytes: the CLI's own requests
  }
  try {
    const line = Line.safeParse(JSON.parse(text)).data;
    return line && line.isSidechain !== true ? line : null;
  } catch {
    return null; // cut short by a crash
  }
}

/** What the user said, if it was the user. */
export function promptOf(line: PastLine): string | null {
  const isOwn = line.isMeta === true || line.isCompactSummary === true || line.promptSource === 'system';
  const text = textOf(line).trim();
  if (
    line.type !== 'user' ||
    isOwn ||
    text === '' ||
    isInterruption(line) ||
    /^<(local-command|bash-std|task-notif)/.test(text)
  ) {
    return null;
  }
  const command = /^<command-(?:message|name)>/.test(text) && /<command-name>([^<]*)</.exec(text)?.[1];
  const argument = /<command-args>([^]*?)<\/command-args>/.exec(text)?.[1] ?? '';
  return command ? `${command} ${argument}`.trim() : text;
}

/** Claude did or said something, or was stopped. */
export function isWork(line: PastLine): boolean {
  const { content } = line.message;
  const isResult = typeof content !== 'string' && content.some(block => block.type === 'tool_result');
  return line.type === 'assistant' || isResult || isInterruption(line);
}

/** The user stopped Claude here. */
function isInterruption(line: PastLine): boolean {
  return line.type === 'user' && textOf(line).startsWith('[Request interrupted by user');
}

/** Text alone: the results of tools come in the user's name too. */
export function textOf({ message: { content } }: PastLine): string {
  return typeof content === 'string'
    ? content
    : content.flatMap(block => (block.type === 'text' ? [block.text ?? ''] : [])).join('\n');
}
