import type { ToHost } from '../src/protocol/messages';
import type { UiState } from './uiState';

/** What the templates need besides the model: what only the view knows, and the ways to act. */
export interface Context {
  readonly ui: UiState;
  post(message: ToHost): void;
  /** Draw again after a change of `ui`. */
  redraw(): void;
  /** Put the focus on an element, once it is drawn: only for one that the user has just asked for. */
  focus(id: string): void;
  /** What a screen reader is told now. */
  announce(words: string): void;
}
