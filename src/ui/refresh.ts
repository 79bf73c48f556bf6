import type { History } from '../app/history';
import { Emitter, type Event } from '../base/emitter';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { TableName } from '../core/model';

/** What the sidebar and the status bar show. Turns and streams are not in it. */
export const sidebarTables: readonly TableName[] = [
  'repositories',
  'sessions',
  'tasks',
  'decisions',
  'comments',
  'qa_gate_results',
  'qa_gate_configs',
  'commits',
];

/** What the QA Gates view shows. */
export const gateTables: readonly TableName[] = ['repositories', 'qa_gate_configs'];

/** Changes of one burst are shown together, after so many milliseconds. */
const batchTime = 50;

/** Says when what a view shows may have changed: once for each burst. */
export class Refresh implements Disposable {
  readonly #owned = new Disposables();
  readonly #changed = this.#owned.add(new Emitter<void>());
  readonly onDidChange = this.#changed.event;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    history: Pick<History, 'onDidChange'>,
    tables: readonly TableName[],
    ...others: readonly Event<unknown>[]
  ) {
    this.#owned.add(history.onDidChange(changed => tables.some(table => changed.has(table)) && this.request()));
    others.forEach(onDidChange => this.#owned.add(onDidChange(() => this.request())));
    this.#owned.defer(() => clearTimeout(this.#timer));
  }

  /** For what no event tells: a scan that is done, trust, folders. */
  request(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire();
    }, batchTime);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
