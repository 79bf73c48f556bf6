import { Emitter } from '../base/emitter';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { Task } from '../core/model';
import type { PromptImage } from '../core/promptImage';
import type { StreamItem } from '../core/stream';
import type { TimelineChange, ToWebview } from '../protocol/messages';
import type { Completion, PromptInsert, TimelineState } from '../protocol/view';
import type { Autobot } from './autobot';
import { Following } from './following';
import { isOpen } from './sessions';
import { sentPrompts } from './promptHistory';
import { PromptInserts } from './promptInserts';
import type { StreamUpdate } from './streams';
import { headerView, taskView, turnIdOf } from './timelineView';

/** Deltas of one burst go out together, after so many milliseconds. */
const batchTime = 16;

/** One session's timeline as messages for a webview: a snapshot on request, then numbered deltas. */
export class Timeline implements Disposable {
  readonly #owned = new Disposables();
  readonly #messages = this.#owned.add(new Emitter<ToWebview>());
  readonly onMessage = this.#messages.event;
  #seq = 0;
  #draft = '';
  /** By place. */
  readonly #images = new Map<string, readonly PromptImage[]>();
  readonly #inserts = new PromptInserts();
  #sessionId: string | null;
  /** What has long been over is looked at for its own sake. */
  #wasOpen: boolean;
  readonly #sent = new Map<string, string>();
  #header = '';
  #timer: NodeJS.Timeout | undefined;
  /** Whether anything but streams has changed since the last flush. */
  #stale = true;
  #queued: TimelineChange[] = [];
  readonly #generating = new Set<string>();
  readonly #requests = new Map<string, string>();
  readonly #following: Following;
  /** Turns of other windows that said something before their rows were known here. */
  readonly #unknown = new Map<string, Pick<StreamUpdate, 'task' | 'turn'>>();

  constructor(
    private readonly autobot: Autobot,
    readonly repositoryId: string,
    sessionId: string | null,
  ) {
    this.#sessionId = sessionId;
    const shown = sessionId === null ? undefined : autobot.history.find('sessions', sessionId);
    this.#wasOpen = sessionId === null || (shown !== undefined && isOpen(shown.status));
    const { history, streams, gates, runner, recovery, facts, activities, hookChanges, scheduler } = autobot;
    this.#owned.add(history.onDidChange(() => this.#schedule()));
    this.#owned.add(
      history.onDidChange(tables => {
        if (tables.has('comments') || tables.has('decisions')) {
          const shown = [...this.#requests.keys()].map(task => this.showRequest(task));
          Promise.all(shown).catch((error: unknown) => autobot.log.error('A request could not be put together', error));
        }
      }),
    );
    this.#owned.add(runner.onDidReport(() => this.#schedule()));
    this.#owned.add(recovery.onDidChange(() => this.#schedule()));
    this.#owned.add(facts.onDidChange(() => this.#schedule()));
    this.#owned.add(activities.onDidChange(() => this.#schedule()));
    this.#owned.add(hookChanges.onDidChange(() => this.#schedule()));
    this.#owned.add(scheduler.onDidRelease(() => this.#schedule()));
    this.#owned.add(gates.configs.onDidChange(() => this.#schedule()));
    this.#owned.add(
      gates.onOutput(
        ({ task, gate, text }) => this.#isShown(task) && this.#queue({ type: 'gateOutput', task, gate, text }),
      ),
    );
    this.#owned.add(
      streams.onDidUpdate(({ task, turn, changes }) => {
        const key = `${task} ${turn}`;
        const turnId = this.#isShown(task) && !this.#unknown.has(key) ? turnIdOf(autobot, task, turn) : undefined;
        if (this.#isShown(task) && turnId === undefined) {
          this.#unknown.set(key, { task, turn });
        }
        for (const change of turnId ? changes : []) {
          const where = { task, turn: turnId ?? '' };
          const delta: TimelineChange =
            change.type === 'put'
              ? { type: 'items', ...where, items: [change.item] }
              : { type: 'text', ...where, item: change.item, text: change.text };
          this.#queue(delta);
        }
      }),
    );
    this.#following = this.#owned.add(new Following(autobot));
    this.#owned.defer(() => clearTimeout(this.#timer));
  }

  /** `null` until the repository's first task starts one. */
  get sessionId(): string | null {
    this.#sessionId ??= this.autobot.sessions.open(this.repositoryId)?.id ?? null;
    return this.#sessionId;
  }

  setDraft(text: string): void {
    this.#draft = text;
  }

  /** What goes along with what is being written there: the prompt, or a task's form by the task's id. */
  imagesAt(place: string): readonly PromptImage[] {
    return this.#images.get(place) ?? [];
  }

  /** All that goes along with anything that is being written. */
  get images(): readonly PromptImage[] {
    return [...this.#images.values()].flat();
  }

  /** `problem`: why one does not go along. `done`: the webview's name of one that was looked at. */
  setImages(
    place: string,
    images: readonly PromptImage[],
    problem: string | null = null,
    done: string | null = null,
  ): void {
    this.#images.set(place, images);
    this.#queue({ type: 'images', place, images, problem, done });
  }

  /** Put text into the prompt, as soon as the webview can take it. */
  insert(text: string, how: PromptInsert['how']): void {
    this.#queue({ type: 'insert', insert: this.#inserts.add(text, how) });
  }

  sendCompletions(query: string, items: readonly Completion[]): void {
    this.#queue({ type: 'completions', query, items });
  }

  /** Tell the webview what was sent before. */
  sendPrompts(): void {
    this.#queue({ type: 'prompts', prompts: sentPrompts(this.autobot).map(({ text }) => text) });
  }

  confirmInsert(id: number): void {
    this.#inserts.confirm(id);
  }

  setGenerating(taskId: string, generating: boolean): void {
    this.#generating[generating ? 'add' : 'delete'](taskId);
    this.#schedule();
  }

  /** Show what goes along with a request for changes, from now on, so that it is read before it is sent. */
  async showRequest(taskId: string): Promise<void> {
    const { requests, tasks } = this.autobot;
    this.#requests.set(taskId, await requests.attached(tasks.get(taskId)));
    this.#schedule();
  }

  hideRequest(taskId: string): void {
    this.#requests.delete(taskId);
    this.#schedule();
  }

  /** Send everything, as the webview asks when it is new, was hidden, or missed something. */
  async sendSnapshot(): Promise<void> {
    const loaded = await Promise.all(
      this.tasks.map(async task => ({ task, streams: await this.autobot.streams.of(task.id, task.workTree) })),
    );
    // From here on without waiting, so that no change falls between the snapshot and the deltas after it.
    this.#queued = [];
    this.#following.look(this.tasks);
    const header = headerView(this.autobot, this.repositoryId, this.sessionId);
    const tasks = this.tasks.map(task => this.#view(task));
    this.#unknown.clear();
    const streams = loaded.flatMap(({ task: { id: task }, streams: byTurn }) =>
      [...byTurn].flatMap(([number, { items }]) => {
        const turn = turnIdOf(this.autobot, task, number);
        if (turn === undefined) {
          this.#unknown.set(`${task} ${number}`, { task, turn: number });
        }
        return turn ? [{ task, turn, items: [...items] satisfies StreamItem[] }] : [];
      }),
    );
    this.#header = JSON.stringify(header);
    this.#sent.clear();
    tasks.forEach(task => this.#sent.set(task.id, JSON.stringify(task)));
    const own = { draft: this.#draft, images: Object.fromEntries(this.#images), inserts: this.#inserts.waiting };
    const state: TimelineState = { now: Date.now(), header, tasks, streams, ...own };
    this.#messages.fire({ type: 'snapshot', seq: ++this.#seq, state });
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** Those of the session that is shown. */
  get tasks(): readonly Task[] {
    return this.sessionId === null ? [] : this.autobot.sessions.tasks(this.sessionId);
  }

  #isShown(taskId: string): boolean {
    return this.autobot.history.find('tasks', taskId)?.sessionId === this.sessionId;
  }

  #view(task: Task): ReturnType<typeof taskView> {
    const request = this.#requests.get(task.id) ?? null;
    return taskView(this.autobot, task, { generating: this.#generating.has(task.id), request });
  }

  #queue(change: TimelineChange): void {
    this.#queued.push(change);
    this.#arm();
  }

  #schedule(): void {
    this.#stale = true;
    this.#arm();
  }

  #arm(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, batchTime);
  }

  /** Tasks first: a stream's turn must be known before its items come. */
  #flush(): void {
    const changes = this.#stale ? this.#changedViews() : [];
    this.#stale = false;
    changes.push(...this.#madeKnown(), ...mergeTexts(this.#queued));
    this.#queued = [];
    for (const change of changes) {
      this.#messages.fire({ type: 'delta', seq: ++this.#seq, change });
    }
  }

  #changedViews(): TimelineChange[] {
    this.#moveOn();
    const header = headerView(this.autobot, this.repositoryId, this.sessionId);
    const headerText = JSON.stringify(header);
    const changes: TimelineChange[] = headerText === this.#header ? [] : [{ type: 'header', header }];
    this.#header = headerText;
    const tasks = this.tasks;
    this.#following.look(tasks);
    for (const task of tasks) {
      const view = this.#view(task);
      const text = JSON.stringify(view);
      if (this.#sent.get(task.id) !== text) {
        this.#sent.set(task.id, text);
        changes.push({ type: 'task', task: view });
      }
    }
    for (const id of this.#sent.keys()) {
      if (!tasks.some(task => task.id === id)) {
        this.#sent.delete(id);
        changes.push({ type: 'taskRemoved', task: id });
      }
    }
    return changes;
  }

  /** All that was said so far in turns whose rows have come since. */
  #madeKnown(): TimelineChange[] {
    return [...this.#unknown].flatMap(([key, { task, turn: number }]): TimelineChange[] => {
      const turn = turnIdOf(this.autobot, task, number);
      const items = this.autobot.streams.known(task).get(number)?.items ?? [];
      return turn && this.#unknown.delete(key) ? [{ type: 'items', task, turn, items: [...items] }] : [];
    });
  }

  /** When the session shown has ended and the repository has a new one, that is what the user works in. */
  #moveOn(): void {
    const shown = this.sessionId === null ? undefined : this.autobot.history.find('sessions', this.sessionId);
    const isNowOpen = shown !== undefined && isOpen(shown.status);
    if (shown && !isNowOpen && this.#wasOpen) {
      this.#sessionId = this.autobot.sessions.open(this.repositoryId)?.id ?? this.#sessionId;
    }
    this.#wasOpen ||= isNowOpen;
  }
}

/** Text that grew several times in one burst grows once. */
function mergeTexts(changes: readonly TimelineChange[]): TimelineChange[] {
  const merged: TimelineChange[] = [];
  for (const change of changes) {
    const last = merged.at(-1);
    if (change.type === 'text' && last?.type === 'text' && last.item === change.item && last.turn === change.turn) {
      merged[merged.length - 1] = { ...last, text: last.text + change.text };
    } else {
      merged.push(change);
    }
  }
  return merged;
}
