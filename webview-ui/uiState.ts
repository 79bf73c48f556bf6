import type { ImageView } from '../src/protocol/view';
import type { CompletionList } from './completions';

/** What only the view knows. It survives hiding, a reload and a killed webview through setState. */
export interface UiState {
  /** The prompt that is being written. */
  draft: string;
  /** What goes along with it, and with the forms of tasks: by place. Not kept: the host keeps it. */
  readonly attached: Map<string, Attached>;
  /** The last of what the host put into the prompt. */
  inserted: number;
  /** What was written before, not sent, and is no longer in the prompt; newest first. */
  aside: readonly string[];
  /** What was sent before; `null` until it was asked for. Not kept. */
  prompts: readonly string[] | null;
  /** The step to take once that has come. Not kept. */
  step: 'older' | 'newer' | null;
  /** What completes the word at the cursor, and where one begins that is to be left alone. Not kept. */
  completion: CompletionList | null;
  dismissed: number | null;
  /** Where the cursor goes once the prompt is drawn. Not kept. */
  caret: number | null;
  /** The repository's path: after a reload of the window nothing else knows whose timeline this was. */
  path: string;
  /** Folds that are not as they are by default, by key. */
  readonly toggled: Set<string>;
  /** The one form that is open in a task, and its text. */
  readonly forms: Map<string, OpenForm>;
  /** Commit messages that the user has edited, by task. */
  readonly commitMessages: Map<string, string>;
  /** Tasks whose commit message was asked for anew, with the proposal that the new one replaces. Not kept. */
  readonly regenerating: Map<string, string>;
  /** What Claude is told on a denial, by permission request. */
  readonly denials: Map<string, string>;
  /** Permission requests whose lasting rule is shown. Not kept. */
  readonly confirming: Set<string>;
  /** What is chosen in a question's form, by request and number: labels, a line each; and the user's own words. */
  readonly choices: Map<string, string>;
  readonly ownWords: Map<string, string>;
  /** Queued messages that are being edited. */
  readonly edits: Map<string, string>;
  /** What Claude may do unasked in the next task; empty: as the setting has it. */
  mode: string;
  /** What is searched for; null while the search bar is closed. */
  search: string | null;
  /** The next task's model and budget as typed, and whether its gates are left out; empty: as the settings have it. */
  model: string;
  budget: string;
  skipGates: boolean;
  showsOptions: boolean;
  /** Whether the end is kept in sight. */
  follow: boolean;
  /** Where the visible part begins when it does not follow. */
  anchor: Anchor | null;
  /** Bumped by a change that is not the draft's. */
  version: number;
}

export const formKinds = ['approve', 'reject', 'requestChanges', 'sendMessage'] as const;
export type FormKind = (typeof formKinds)[number];

export interface OpenForm {
  readonly kind: FormKind;
  readonly text: string;
}

/** Images that go along with a prompt, a message or a request. */
export interface Attached {
  /** As the host has them. */
  images: readonly ImageView[];
  /** Those that are on their way to the host. */
  readonly reading: Set<string>;
  /** Why one does not go along, in words. */
  problem: string | null;
}

/** An element, and how far its top is above the top of the visible part, in pixels. */
export interface Anchor {
  readonly id: string;
  readonly offset: number;
}

/** Read what {@link saveUiState} wrote; anything else is a fresh start. */
export function restoreUiState(saved: unknown): UiState {
  const from = isRecord(saved) ? saved : {};
  const anchor = from['anchor'];
  return {
    draft: typeof from['draft'] === 'string' ? from['draft'] : '',
    inserted: typeof from['inserted'] === 'number' ? from['inserted'] : 0,
    aside: entries(from['aside']).filter(text => typeof text === 'string'),
    attached: new Map(),
    ...{ prompts: null, step: null, completion: null, dismissed: null, caret: null },
    path: typeof from['path'] === 'string' ? from['path'] : '',
    toggled: new Set(entries(from['toggled']).filter(key => typeof key === 'string')),
    forms: new Map(pairs(from['forms']).flatMap(([task, form]) => (isForm(form) ? [[task, form]] : []))),
    commitMessages: new Map(textPairs(from['commitMessages'])),
    regenerating: new Map(),
    denials: new Map(textPairs(from['denials'])),
    confirming: new Set(),
    choices: new Map(textPairs(from['choices'])),
    ownWords: new Map(textPairs(from['ownWords'])),
    edits: new Map(textPairs(from['edits'])),
    mode: typeof from['mode'] === 'string' ? from['mode'] : '',
    search: typeof from['search'] === 'string' ? from['search'] : null,
    model: typeof from['model'] === 'string' ? from['model'] : '',
    budget: typeof from['budget'] === 'string' ? from['budget'] : '',
    skipGates: from['skipGates'] === true,
    showsOptions: from['showsOptions'] === true,
    follow: from['follow'] !== false,
    anchor:
      isRecord(anchor) && typeof anchor['id'] === 'string' && typeof anchor['offset'] === 'number'
        ? { id: anchor['id'], offset: anchor['offset'] }
        : null,
    version: 0,
  };
}

/** As a plain JSON value. */
export function saveUiState(ui: UiState): unknown {
  return {
    path: ui.path,
    draft: ui.draft,
    inserted: ui.inserted,
    aside: ui.aside,
    toggled: [...ui.toggled],
    forms: [...ui.forms],
    commitMessages: [...ui.commitMessages],
    denials: [...ui.denials],
    choices: [...ui.choices],
    ownWords: [...ui.ownWords],
    edits: [...ui.edits],
    mode: ui.mode,
    search: ui.search,
    model: ui.model,
    budget: ui.budget,
    skipGates: ui.skipGates,
    showsOptions: ui.showsOptions,
    follow: ui.follow,
    anchor: ui.anchor,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isForm(value: unknown): value is OpenForm {
  return isRecord(value) && formKinds.some(kind => kind === value['kind']) && typeof value['text'] === 'string';
}

function entries(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function pairs(value: unknown): [string, unknown][] {
  return entries(value).filter(
    (entry): entry is [string, unknown] => Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string',
  );
}

function textPairs(value: unknown): [string, string][] {
  return pairs(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
}
