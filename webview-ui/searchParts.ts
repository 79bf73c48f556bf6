/**
 * The conversation as texts that can be searched, in the order in which they are shown: also what is folded, and what is not
 * drawn yet. Each names the place on the page that shows it (`data-part`).
 */
import type { StreamItemOf } from '../src/protocol/streamItem';
import type { GateView, TaskView } from '../src/protocol/view';
import { diffOf } from './diffLines';
import { titleOf } from './format';
import { plainTextOf } from './markdown';
import { rejectedPlace } from './rejected';
import { findingLimit, type Chunk, type ItemNode, type TaskModel, type TimelineModel } from './model';

export interface SearchPart {
  /** Where it is shown. */
  readonly part: string;
  readonly text: string;
  /** What must be open to see it, from the outside in. */
  readonly folds: readonly string[];
  /** What must be drawn to see it. */
  readonly chunk: Chunk | null;
  readonly task: string;
}

type Piece = Omit<SearchPart, 'chunk' | 'task'>;

/** Texts are put together one by one, as they are asked for. */
export function* searchParts(model: TimelineModel): Generator<SearchPart> {
  for (const task of model.tasks.values()) {
    yield* partsOfTask(task);
  }
}

function* partsOfTask({ view, streams }: TaskModel): Generator<SearchPart> {
  const around = { chunk: null, task: view.id };
  for (const piece of headPieces(view)) {
    yield { ...piece, ...around };
  }
  for (const turn of view.turns) {
    if (turn.number > 1) {
      yield { ...folded(`${turn.id}/prompt`, turn.prompt, `${turn.id}/prompt`), ...around };
    }
    for (const chunk of streams.get(turn.id)?.chunks ?? []) {
      for (const node of chunk.nodes) {
        for (const piece of nodePieces(node, [])) {
          yield { ...piece, chunk, task: view.id };
        }
      }
    }
  }
  for (const piece of resultPieces(view)) {
    yield { ...piece, ...around };
  }
}

function headPieces({ id, prompt, detail }: TaskView): Piece[] {
  const title = titleOf(prompt);
  return [
    plain(`${id}/title`, title),
    plain(`${id}/detail`, detail ?? ''),
    ...(title === prompt ? [] : [folded(`${id}/prompt`, prompt, `${id}/prompt`)]),
  ];
}

/** What stands below the turns. */
function* resultPieces({ id, error, messages, gates, files, rejected, commit }: TaskView): Generator<Piece> {
  yield plain(`${id}/error`, error ?? '');
  yield* messages.map(message => plain(message.id, message.text));
  for (const gate of gates) {
    yield* gatePieces(`${id}/gate/${gate.name}`, gate);
  }
  yield* files.map(file => folded(`${id}/file/${file.path}`, file.path, `${id}/files`));
  for (const hunk of rejected) {
    const [part, fold] = [`${id}/rejected/${hunk.path}/${hunk.id}`, `${id}/rejected`];
    yield folded(part, rejectedPlace(hunk), fold);
    yield folded(`${part}/edits`, editText([hunk]), fold);
  }
  yield plain(`${id}/commit`, commit?.message.split('\n', 1)[0] ?? '');
}

function gatePieces(key: string, { name, command, output, findings }: GateView): Piece[] {
  return [
    plain(`${key}/name`, name),
    ...findings.slice(0, findingLimit).map(({ message }, i) => folded(`${key}/finding/${i}`, message, key)),
    folded(`${key}/command`, command, key),
    folded(`${key}/output`, output, key),
  ];
}

function* nodePieces(node: ItemNode, folds: readonly string[]): Generator<Piece> {
  const { item, key } = node;
  const at = (part: string, text: string, ...inner: string[]): Piece => ({ part, text, folds: [...folds, ...inner] });
  switch (item.kind) {
    case 'text':
      yield at(key, plainTextOf(item));
      return;
    case 'thinking':
      yield at(key, item.text, key);
      return;
    case 'tool':
      yield at(`${key}/name`, item.name);
      yield at(`${key}/summary`, item.summary);
      yield at(`${key}/${item.edits.length > 0 ? 'edits' : 'input'}`, inputText(item), key);
      for (const child of node.children) {
        yield* nodePieces(child, [...folds, key]);
      }
      yield at(`${key}/output`, item.output ?? '', key);
      return;
    case 'todos':
      yield* item.items.map((todo, i) => at(`${key}/${i}`, todo.text));
      return;
    case 'permission':
      yield at(`${key}/summary`, item.summary);
      yield at(`${key}/${item.edits.length > 0 ? 'edits' : 'input'}`, inputText(item), ...requestFold(node, item));
      return;
    case 'question':
      yield at(key, questionText(item), ...(item.state === 'asked' ? [] : [`${key}/settled`]));
      return;
    case 'plan':
      yield at(key, item.plan, ...(item.state === 'asked' ? [] : [`${key}/settled`]));
      return;
    case 'raw':
      yield at(key, item.line, key);
      return;
    case 'said':
    case 'notice':
    case 'error':
      yield at(key, item.text);
      return;
    case 'retry':
      yield at(key, item.why);
  }
}

function requestFold(node: ItemNode, item: StreamItemOf<'permission'>): string[] {
  return [item.state === 'asked' ? node.key : `${node.key}/settled`];
}

function inputText({ edits, input }: StreamItemOf<'tool' | 'permission'>): string {
  return edits.length > 0 ? editText(edits) : input;
}

function editText(edits: readonly { readonly before: string; readonly after: string }[]): string {
  return edits.flatMap(edit => diffOf(edit.before, edit.after).map(({ text }) => text)).join('\n');
}

function questionText({ questions, answers }: StreamItemOf<'question'>): string {
  return questions.map(({ question }) => `${question}\n${answers[question] ?? ''}`).join('\n');
}

function plain(part: string, text: string): Piece {
  return { part, text, folds: [] };
}

function folded(part: string, text: string, fold: string): Piece {
  return { part, text, folds: [fold] };
}
