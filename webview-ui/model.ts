/**
 * The webview's copy of the timeline. Snapshots replace it, deltas change it in place.
 *
 * Versions say what must be drawn again: a change bumps its node and everything around it. Items are kept in chunks, so
 * that a growing stream redraws its last chunk alone, however long it is.
 */
import type { TimelineChange, ToWebview } from '../src/protocol/messages';
import type { StreamItem } from '../src/protocol/streamItem';
import type { HeaderView, TaskView, TimelineState } from '../src/protocol/view';

export interface TimelineModel {
  /** The last message taken in; `null` while a snapshot is awaited. */
  seq: number | null;
  header: HeaderView | null;
  readonly tasks: Map<string, TaskModel>;
  /** What must be added to this machine's clock to get the host's, in milliseconds. */
  clockOffset: number;
}

export interface TaskModel {
  view: TaskView;
  version: number;
  readonly streams: Map<string, StreamModel>;
}

export interface StreamModel {
  readonly turn: string;
  readonly task: TaskModel;
  readonly chunks: Chunk[];
  readonly nodes: Map<string, ItemNode>;
}

export interface Chunk {
  readonly key: string;
  readonly stream: StreamModel;
  readonly nodes: ItemNode[];
  version: number;
  /** Drawn with the rest; others wait until they come near the visible part. */
  live: boolean;
}

/** An item with what its sub-agent did. Ten thousand are made at once, so what few of them need is not kept. */
export class ItemNode {
  version = 0;
  #children: ItemNode[] | undefined;

  constructor(
    public item: StreamItem,
    readonly parent: ItemNode | null,
    readonly chunk: Chunk,
  ) {}

  get key(): string {
    return `${this.chunk.stream.turn}/${this.item.id}`;
  }

  get children(): readonly ItemNode[] {
    return this.#children ?? none;
  }

  add(child: ItemNode): void {
    (this.#children ??= []).push(child);
  }
}

const none: readonly ItemNode[] = [];

/** `gap`: something was missed; only a new snapshot helps. */
export type Applied = 'applied' | 'ignored' | 'gap';

/** So many items are drawn in one go: few enough that nothing waits for long, the first time above all. */
export const chunkSize = 5;
/** Longest gate output that is shown, in characters. */
export const gateOutputLimit = 64_000;
/** So many of a gate's findings are shown. */
export const findingLimit = 200;

export function newModel(): TimelineModel {
  return { seq: null, header: null, tasks: new Map(), clockOffset: 0 };
}

/** Take one message in. `now` is this machine's clock. */
export function applyMessage(model: TimelineModel, message: ToWebview, now: number): Applied {
  if (message.type === 'snapshot') {
    model.seq = message.seq;
    applySnapshot(model, message.state, now);
    return 'applied';
  }
  if (model.seq === null || message.seq <= model.seq) {
    return 'ignored';
  }
  const isNext = message.seq === model.seq + 1;
  if (isNext && applyChange(model, message.change)) {
    model.seq = message.seq;
    return 'applied';
  }
  model.seq = null;
  return 'gap';
}

/** Every chunk, in order. */
export function allChunks(model: TimelineModel): Chunk[] {
  return [...model.tasks.values()].flatMap(task => [...task.streams.values()].flatMap(stream => stream.chunks));
}

/** Draw this item again, for a reason that only the view knows. */
export function touch(node: ItemNode): void {
  for (let at: ItemNode | null = node; at; at = at.parent) {
    at.version++;
  }
  touchChunk(node.chunk);
}

export function touchChunk(chunk: Chunk): void {
  chunk.version++;
  chunk.stream.task.version++;
}

function applySnapshot(model: TimelineModel, state: TimelineState, now: number): void {
  model.header = state.header;
  model.clockOffset = state.now - now;
  const wasLive = new Set(allChunks(model).flatMap(chunk => (chunk.live ? chunk.key : [])));
  model.tasks.clear();
  for (const view of state.tasks) {
    model.tasks.set(view.id, newTask(view));
  }
  for (const { task, turn, items } of state.streams) {
    putItems(model.tasks.get(task), turn, items, false);
  }
  allChunks(model).forEach(chunk => (chunk.live = wasLive.has(chunk.key)));
}

/** False when the change does not fit, which means that something was missed. */
function applyChange(model: TimelineModel, change: TimelineChange): boolean {
  switch (change.type) {
    case 'header':
      model.header = change.header;
      return true;
    case 'task': {
      const task = model.tasks.get(change.task.id);
      if (task) {
        task.view = change.task;
        task.version++;
      } else {
        model.tasks.set(change.task.id, newTask(change.task));
      }
      return true;
    }
    case 'insert': // the prompt's, which is no part of what is known
    case 'images':
    case 'prompts':
    case 'completions':
      return true;
    case 'taskRemoved':
      return model.tasks.delete(change.task);
    case 'items':
      return putItems(model.tasks.get(change.task), change.turn, change.items, true);
    case 'text': {
      const node = model.tasks.get(change.task)?.streams.get(change.turn)?.nodes.get(change.item);
      if (node?.item.kind !== 'text' && node?.item.kind !== 'thinking') {
        return false;
      }
      node.item = { ...node.item, text: node.item.text + change.text };
      touch(node);
      return true;
    }
    case 'gateOutput': {
      const task = model.tasks.get(change.task);
      if (!task?.view.gates.some(gate => gate.name === change.gate)) {
        return false;
      }
      const gates = task.view.gates.map(gate =>
        gate.name === change.gate ? { ...gate, output: (gate.output + change.text).slice(-gateOutputLimit) } : gate,
      );
      task.view = { ...task.view, gates };
      task.version++;
      return true;
    }
  }
}

function newTask(view: TaskView): TaskModel {
  return { view, version: 0, streams: new Map() };
}

function putItems(task: TaskModel | undefined, turn: string, items: readonly StreamItem[], live: boolean): boolean {
  if (!task) {
    return false;
  }
  const stream = task.streams.get(turn) ?? { turn, task, chunks: [], nodes: new Map<string, ItemNode>() };
  task.streams.set(turn, stream);
  for (const item of items) {
    const known = stream.nodes.get(item.id);
    if (known) {
      known.item = item;
      touch(known);
    } else {
      addItem(stream, item, live);
    }
  }
  return true;
}

function addItem(stream: StreamModel, item: StreamItem, live: boolean): void {
  const parent = item.parent === null ? undefined : stream.nodes.get(item.parent);
  const chunk = parent?.chunk ?? lastChunk(stream);
  chunk.live ||= live;
  const node = new ItemNode(item, parent ?? null, chunk);
  stream.nodes.set(item.id, node);
  if (parent) {
    parent.add(node);
  } else {
    chunk.nodes.push(node);
  }
  touch(node);
}

function lastChunk(stream: StreamModel): Chunk {
  const last = stream.chunks.at(-1);
  if (last && last.nodes.length < chunkSize) {
    return last;
  }
  const chunk: Chunk = { key: `${stream.turn}#${stream.chunks.length}`, stream, nodes: [], version: 0, live: false };
  stream.chunks.push(chunk);
  return chunk;
}
