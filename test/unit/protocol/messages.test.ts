import assert from 'node:assert/strict';
import {
  dispatchToHost,
  ToWebview,
  type TimelineChange,
  type ToHost,
  type ToHostHandlers,
} from '../../../src/protocol/messages';
import { promptLimit } from '../../../src/protocol/limits';
import { fullState, gateOf, taskOf, textItem } from '../../helpers/timelineStates';

const task = 't1';
const asSet = { mode: null, model: null, budgetUsd: null, skipGates: false, images: [] };
const intents: { readonly [T in ToHost['type']]: Extract<ToHost, { type: T }> } = {
  ready: { type: 'ready' },
  submitPrompt: { type: 'submitPrompt', prompt: 'Fix the tests', ...asSet, images: ['drafts/a.png'] },
  draftChanged: { type: 'draftChanged', text: ' half a ' },
  inserted: { type: 'inserted', id: 1_700_000_000_000 },
  complete: { type: 'complete', query: '@src/a "b"' },
  dropFiles: { type: 'dropFiles', uris: ['file:///a%20b.ts'] },
  insertTerminalSelection: { type: 'insertTerminalSelection' },
  addImage: { type: 'addImage', place: 'prompt', id: '1-0', name: 'a.png', size: 3, data: 'AQID' },
  pickImages: { type: 'pickImages', place: task },
  removeImage: { type: 'removeImage', place: task, image: 'drafts/a.png' },
  openImage: { type: 'openImage', image: 'drafts/a.png' },
  recallPrompts: { type: 'recallPrompts' },
  reusePrompt: { type: 'reusePrompt' },
  cancelTask: { type: 'cancelTask', task },
  interruptTask: { type: 'interruptTask', task },
  resumeTask: { type: 'resumeTask', task },
  retryTask: { type: 'retryTask', task },
  keepForReview: { type: 'keepForReview', task },
  takeOverTask: { type: 'takeOverTask', task: 't' },
  startOnTop: { type: 'startOnTop', task },
  recheck: { type: 'recheck', task },
  fixPreFlight: { type: 'fixPreFlight', task, fix: 'saveAll' },
  waivePreFlight: { type: 'waivePreFlight', task, check: 'disk' },
  answerPermission: { type: 'answerPermission', task, request: 'p1', answer: 'deny', message: 'use make -n' },
  answerQuestions: { type: 'answerQuestions', task, request: 'p1', answers: { 'Which file?': 'a.ts' } },
  openPlan: { type: 'openPlan', task },
  approvePlan: { type: 'approvePlan', task, request: 'p1', mode: 'default' },
  revisePlan: { type: 'revisePlan', task, request: 'p1', message: 'shorter' },
  sendMessage: { type: 'sendMessage', task, message: 'Go on', images: ['drafts/a.png'] },
  editMessage: { type: 'editMessage', task, message: 'm1', text: 'Go on, but slowly' },
  moveMessage: { type: 'moveMessage', task, message: 'm1', to: 0 },
  removeMessage: { type: 'removeMessage', task, message: 'm1' },
  sendNow: { type: 'sendNow', task, message: 'm1' },
  raiseBudget: { type: 'raiseBudget', task },
  resumeAtReset: { type: 'resumeAtReset', task },
  runGate: { type: 'runGate', task: 't', gate: 'lint' },
  runGatesOnCommit: { type: 'runGatesOnCommit', task: 't' },
  openGateLog: { type: 'openGateLog', task: 't', gate: 'lint' },
  runGates: { type: 'runGates', task },
  fixTask: { type: 'fixTask', task },
  reviewChanges: { type: 'reviewChanges', task },
  openDiff: { type: 'openDiff', task, path: 'a "b"\nü.ts' },
  approveRest: { type: 'approveRest', task, path: 'a.ts' },
  rejectRest: { type: 'rejectRest', task, path: null },
  openRejected: { type: 'openRejected', task, path: 'a.ts', hunk: 'f00d' },
  bringBack: { type: 'bringBack', task, path: 'a.ts', hunk: 'f00d' },
  openFile: { type: 'openFile', task, path: 'src/a.ts', line: 12 },
  approveTask: { type: 'approveTask', task, reason: '' },
  generateMessage: { type: 'generateMessage', task },
  commitTask: { type: 'commitTask', task, message: 'Fix\n\nbody' },
  rejectTask: { type: 'rejectTask', task, reason: 'wrong file' },
  undoReject: { type: 'undoReject', task },
  previewRequest: { type: 'previewRequest', task },
  undoCommit: { type: 'undoCommit', task },
  takeBackHead: { type: 'takeBackHead', task },
  takeBackHookHunk: { type: 'takeBackHookHunk', task, path: 'a.ts', hunk: 'f00d' },
  openHookDiff: { type: 'openHookDiff', task, path: 'a.ts' },
  requestChanges: { type: 'requestChanges', task, message: 'smaller', images: [] },
};

/** Handlers that note what reaches them. */
function recording(): { handlers: ToHostHandlers; seen: ToHost[] } {
  const seen: ToHost[] = [];
  const note = (message: ToHost): unknown => seen.push(message);
  const handlers = Object.fromEntries(Object.keys(intents).map(type => [type, note])) as unknown as ToHostHandlers;
  return { handlers, seen };
}

describe('protocol/messages', () => {
  for (const intent of Object.values(intents)) {
    it(`${intent.type} reaches its handler as it was sent`, async () => {
      const { handlers, seen } = recording();
      assert.equal(await dispatchToHost(JSON.parse(JSON.stringify(intent)), handlers), undefined);
      assert.deepEqual(seen, [intent]);
    });
  }

  const refused: [string, unknown, RegExp][] = [
    ['no object', 'ready', /expected object/],
    ['nothing', undefined, /expected object/],
    ['a type that does not exist', { type: 'runShell', command: 'rm -rf /' }, /Invalid .*\n.*type/],
    ['a task that is missing', { type: 'cancelTask' }, /expected string.*\n.*task/],
    ['a field too many', { type: 'ready', extra: 1 }, /Unrecognized key: "extra"/],
    ['an empty prompt', { type: 'submitPrompt', prompt: ' \n ' }, /the prompt is empty/],
    ['a model that is an option', { type: 'submitPrompt', prompt: 'x', ...asSet, model: '--x' }, /pattern/],
    ['a budget of nothing', { type: 'submitPrompt', prompt: 'x', ...asSet, budgetUsd: 0 }, /Too small/],
    ['a prompt that is too long', { type: 'submitPrompt', prompt: 'x'.repeat(promptLimit + 1) }, /Too big/],
    ['an empty commit message', { type: 'commitTask', task, message: ' ' }, /the commit message is empty/],
    ['a path with a NUL', { type: 'openFile', task, path: 'a\0b', line: null }, /no NUL/],
    ['a line that is none', { type: 'openFile', task, path: 'a', line: 0.5 }, /expected int/],
    ['an answer that is none', { ...intents.answerPermission, answer: 'always' }, /Invalid option/],
  ];
  for (const [name, raw, expected] of refused) {
    it(`refuses ${name}, in words`, async () => {
      const { handlers, seen } = recording();
      assert.match((await dispatchToHost(raw, handlers)) ?? '', expected);
      assert.deepEqual(seen, []);
    });
  }

  it('takes a prompt of 100 kB', async () => {
    const { handlers, seen } = recording();
    assert.equal(
      await dispatchToHost({ type: 'submitPrompt', prompt: 'x'.repeat(100_000), ...asSet }, handlers),
      undefined,
    );
    assert.equal(seen.length, 1);
  });

  it('gives on what a handler throws, now or later', async () => {
    const { handlers } = recording();
    const failing = { ...handlers, ready: () => Promise.reject(new Error('no session')) };
    await assert.rejects(dispatchToHost({ type: 'ready' }, failing), /no session/);
  });

  it('a snapshot crosses unchanged', () => {
    const message: ToWebview = { type: 'snapshot', seq: 1, state: fullState() };
    assert.deepEqual(ToWebview.parse(JSON.parse(JSON.stringify(message))), message);
  });

  const changes: TimelineChange[] = [
    { type: 'header', header: fullState().header },
    { type: 'task', task: taskOf({ gates: [gateOf()] }) },
    { type: 'taskRemoved', task },
    { type: 'items', task, turn: 'a', items: [textItem('1', 'x', false)] },
    { type: 'text', task, turn: 'a', item: '1', text: 'y' },
    { type: 'gateOutput', task, gate: 'eslint', text: 'z' },
  ];
  for (const change of changes) {
    it(`a delta of ${change.type} crosses unchanged`, () => {
      const message: ToWebview = { type: 'delta', seq: 2, change };
      assert.deepEqual(ToWebview.parse(JSON.parse(JSON.stringify(message))), message);
    });
  }
});
