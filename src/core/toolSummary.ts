import { t } from '@vscode/l10n';

/** What a tool call comes down to: one line, the file it names, and the edits it makes. */
export interface ToolSummary {
  /** One line, capped at {@link summaryLimit} characters. */
  readonly summary: string;
  /** The file that the tool names, as the agent wrote it. */
  readonly file: FileLink | null;
  readonly edits: readonly TextEdit[];
}

export interface FileLink {
  readonly path: string;
  /** 1-based. */
  readonly line: number | null;
}

/** What an edit replaces, for a small diff view. Each side is capped at {@link editLimit} characters. */
export interface TextEdit {
  readonly before: string;
  readonly after: string;
  /** Whether a side was longer than what is kept. */
  readonly cut: boolean;
}

export const summaryLimit = 200;
export const editLimit = 8_000;
const editsLimit = 50;

/** Whether a tool changes the file that it names, and no other. */
export function isEditTool(name: string): boolean {
  return ['Edit', 'MultiEdit', 'Write', 'NotebookEdit'].includes(name);
}

/** Describe a tool call whose input may be anything. `cwd` is the folder the agent works in. */
export function summariseTool(name: string, input: unknown, cwd: string): ToolSummary {
  const path = text(input, 'file_path') ?? text(input, 'notebook_path');
  switch (name) {
    case 'Edit':
    case 'MultiEdit':
    case 'Write':
    case 'NotebookEdit':
      return { summary: fileSummary(path, cwd), file: path ? { path, line: null } : null, edits: editsOf(input) };
    case 'Read': {
      const offset = number(input, 'offset');
      const limit = number(input, 'limit');
      const lines = offset === null ? '' : limit === null ? `:${offset}` : `:${offset}-${offset + limit - 1}`;
      return {
        summary: oneLine(`${fileSummary(path, cwd)}${lines}`),
        file: path ? { path, line: offset } : null,
        edits: [],
      };
    }
    default:
      return {
        summary: oneLine(otherSummary(name, input, cwd)),
        file: path ? { path, line: null } : null,
        edits: [],
      };
  }
}

/** A path inside `folder` as people write it; any other path as it is. Both kinds of separator. */
export function relativePath(path: string, folder: string): string {
  const prefix = /[/\\]$/.test(folder) ? folder : folder + (folder.includes('\\') ? '\\' : '/');
  return prefix.length > 1 && path.startsWith(prefix) && path.length > prefix.length ? path.slice(prefix.length) : path;
}

/** White space collapsed, and no longer than a line should be. */
export function oneLine(value: string): string {
  const line = value
    .slice(0, summaryLimit * 4)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > summaryLimit ? `${line.slice(0, summaryLimit - 1)}…` : line;
}

function fileSummary(path: string | null, cwd: string): string {
  return path === null ? '' : oneLine(relativePath(path, cwd));
}

function otherSummary(name: string, input: unknown, cwd: string): string {
  switch (name) {
    case 'Bash':
    case 'PowerShell':
      return text(input, 'command') ?? '';
    case 'Grep':
    case 'Glob': {
      const where = text(input, 'path') ?? text(input, 'glob');
      const pattern = text(input, 'pattern') ?? '';
      return where ? t`${pattern} in ${relativePath(where, cwd)}` : pattern;
    }
    case 'Agent':
    case 'Task':
      return text(input, 'description') ?? text(input, 'prompt') ?? '';
    default:
      return firstText(input, cwd);
  }
}

/** For a tool that is not known: the words it was called with. */
function firstText(input: unknown, cwd: string): string {
  for (const key of ['description', 'url', 'query', 'path', 'file_path', 'name', 'prompt']) {
    const value = text(input, key);
    if (value) {
      return relativePath(value, cwd);
    }
  }
  const strings = isRecord(input) ? Object.values(input).filter(value => typeof value === 'string') : [];
  return strings[0] ?? '';
}

function editsOf(input: unknown): TextEdit[] {
  const many = isRecord(input) && Array.isArray(input['edits']) ? (input['edits'] as unknown[]) : [input];
  return many.slice(0, editsLimit).flatMap(edit => {
    const before = text(edit, 'old_string') ?? '';
    const after = text(edit, 'new_string') ?? text(edit, 'content') ?? text(edit, 'new_source') ?? '';
    return before === '' && after === ''
      ? []
      : {
          before: before.slice(0, editLimit),
          after: after.slice(0, editLimit),
          cut: before.length > editLimit || after.length > editLimit,
        };
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(input: unknown, key: string): string | null {
  const value = isRecord(input) ? input[key] : null;
  return typeof value === 'string' ? value : null;
}

function number(input: unknown, key: string): number | null {
  const value = isRecord(input) ? input[key] : null;
  return typeof value === 'number' && Number.isInteger(value) ? value : null;
}
