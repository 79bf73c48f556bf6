/** What the app needs of the editor around it. Implemented in ui; tests bring their own. */
import type { Event } from '../base/emitter';
import type { ContributedMatchers } from '../gates/matchers/resolveMatchers';

/** The developer saved a file from an editor: its bytes on disk before and after. */
export interface EditorSave {
  readonly file: string;
  /** `null`: there was no such file. */
  readonly before: Uint8Array | null;
  readonly after: Uint8Array;
}

export interface Editors {
  /** Absolute paths of files with unsaved changes. */
  unsavedFiles(): readonly string[];
  /** The text of an editor with unsaved changes, as it would be saved; `undefined` when there is none. */
  unsavedBytes(file: string): Promise<Uint8Array | undefined>;
  /** Replace the text of an editor with unsaved changes, and leave it unsaved. Throws if it does not hold `from` any more. */
  replaceUnsaved(file: string, change: { readonly from: Uint8Array; readonly to: Uint8Array }): Promise<void>;
  saveAll(folder: string): Promise<void>;
  readonly onDidSave: Event<EditorSave>;
}

export interface Settings {
  readonly claudePath: string;
  readonly model: string;
  readonly permissionMode: string;
  /** US dollars; 0: none. */
  readonly maxBudgetUsd: number;
  /** For one turn; 0: none. */
  readonly timeoutMinutes: number;
  readonly scanMaxDepth: number;
  readonly scanExclude: readonly string[];
  readonly generateMessage: boolean;
  /** What a commit message says of its task, as trailers. */
  readonly commitTrailers: readonly string[];
  /** Fix turns that start by themselves in a row; 0: none. */
  readonly gateAutoFixAttempts: number;
  /** How many gates run side by side. */
  readonly gateConcurrency: number;
  /** Start no further gate once one that blocks has not passed. */
  readonly gateStopsAtFirst: boolean;
  /** Look how gates judged what was there before while Claude works, not only when one has failed. */
  readonly gateEagerBaseline: boolean;
  /** Hours without anything after which a session is over; 0: never. */
  readonly abandonAfterHours: number;
  /** Days after which what is over is deleted; 0: never. */
  readonly retentionDays: number;
  /** Raw, as it stands in the settings that apply to this repository: checked by its reader. */
  qaGates(repository: string): unknown;
}

export interface Workspace {
  readonly isTrusted: () => boolean;
  /** Absolute paths of the folders that are open. */
  readonly folders: () => readonly string[];
  readonly settings: () => Settings;
  readonly editors: Editors;
  /** What extensions bring, raw: checked where a gate uses it. */
  readonly problemMatchers: () => ContributedMatchers;
}

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, error?: unknown): void;
}
