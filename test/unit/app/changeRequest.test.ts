import assert from 'node:assert/strict';
import { UserError } from '../../../src/base/errors';
import { readSinceLook } from '../../../src/app/sinceLook';
import type { Task } from '../../../src/core/model';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

const lines = (...changes: [number, string][]): string => {
  const text = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`);
  changes.forEach(([line, content]) => (text[line - 1] = content));
  return `${text.join('\n')}\n`;
};
const twoHunks = `edit('a.txt', 'line 3\\n', 'Claude 3\\n'); edit('a.txt', 'line 15\\n', 'Claude 15\\n');`;

describe('app/changeRequest', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': lines(), 'b.txt': 'b\n' });
    test = await TestAutobot.start(repository);
  });
  afterEach(() => test.dispose());

  const reject = (task: Task, path: string, hunk: string | undefined, reason: string): Promise<unknown> =>
    test.app.actions.rejectHunks(task.id, new Map([[path, new Set([hunk ?? ''])]]), { reason });
  const remark = (task: Task, line: number, quote: string, text: string): Promise<unknown> =>
    test.app.remarks.add(task, { path: 'a.txt', side: 'after', line, quote }, text);
  const promptOf = (task: Task, turn: number): string => test.app.tasks.turns(task.id)[turn - 1]?.prompt ?? '';
  const states = async (task: Task): Promise<string[]> => {
    const change = await test.app.review.change(test.app.tasks.get(task.id));
    return test.app.remarks.of(task.id).map(row => `${row.text}: ${test.app.remarks.stateOf(row, change)}`);
  };

  it('sends words, remarks, rejections with their reasons and own edits as one turn, and what it says is shown before', async () => {
    const task = await test.run(twoHunks);
    const [, second] = test.hunks(task, 'a.txt');
    await remark(task, 2, 'Claude 3', 'Call it three.\nAs everywhere else.');
    await remark(task, 2, 'Claude 3', 'And explain it.');
    await reject(task, 'a.txt', second, 'not asked for');
    repository.write({ 'a.txt': lines([3, 'Claude 3'], [8, 'mine 8']), 'b.txt': 'mine\n' });

    const attached = [
      '## Remarks',
      '',
      '1. `a.txt`, line 3: `Claude 3`',
      '   Call it three.',
      '   As everywhere else.',
      '   And explain it.',
      '',
      '## Taken out',
      '',
      'I have taken these parts of your change out of the files. Do not put them back as they were.',
      '',
      '- `a.txt`, line 15: not asked for',
      '      - line 15',
      '      + Claude 15',
      '',
      '## My own edits',
      '',
      'I have edited these places myself. Keep what I wrote.',
      '',
      '- `a.txt`, line 8',
      '      - line 8',
      '      + mine 8',
      '- `b.txt`',
    ].join('\n');
    assert.equal(await test.app.requests.attached(test.app.tasks.get(task.id)), attached);

    const message = `edit('a.txt', 'Claude 3\\n', 'three\\n');`;
    await test.app.actions.requestChanges(task.id, message);
    await test.reach(task.id, 'waiting_approval');
    assert.equal(promptOf(task, 2), `${message}\n\n${attached}`);
    assert.equal(repository.read('a.txt'), lines([3, 'three'], [8, 'mine 8']));
    assert.deepEqual(await states(task), [
      'Call it three.\nAs everywhere else.: answered',
      'And explain it.: answered',
    ]);
  });

  it('needs words, a remark or a rejection', async () => {
    const task = await test.run(twoHunks);
    await assert.rejects(test.app.actions.requestChanges(task.id, ' '), (error: unknown) =>
      UserError.is(error, 'noRequest'),
    );
    assert.equal(test.app.tasks.get(task.id).status, 'waiting_approval');
  });

  it('sends a remark again that Claude left as it was, where its line is now, and none that is resolved', async () => {
    const task = await test.run(twoHunks);
    await remark(task, 14, 'Claude 15', 'Still wrong');
    await remark(task, 2, 'Claude 3', 'Never mind');
    const [, resolved] = test.app.remarks.of(task.id);
    await test.app.remarks.setResolved([resolved?.id ?? ''], true);
    await test.app.actions.requestChanges(task.id, `write('a.txt', 'new\\n' + read('a.txt'));`);
    await test.reach(task.id, 'waiting_approval');
    assert.deepEqual(await states(task), ['Still wrong: open', 'Never mind: resolved']);
    await test.app.actions.requestChanges(task.id, '');
    await test.reach(task.id, 'waiting_approval');
    assert.equal(promptOf(task, 3), '## Remarks\n\n1. `a.txt`, line 16: `Claude 15`\n   Still wrong');
  });

  it('shows since the last look only what changed, keeps other decisions, and knows a rejected hunk that returns', async () => {
    const task = await test.run(`${twoHunks} write('new.txt', 'new\\n');`);
    const turns = () => test.app.tasks.turns(task.id);
    assert.equal(await readSinceLook(test.app.tasks.get(task.id), turns()), undefined);

    const [first = '', second = ''] = test.hunks(task, 'a.txt');
    await test.app.actions.approveHunks(task.id, new Map([['a.txt', new Set([first])]]));
    await reject(task, 'a.txt', second, 'no');
    await test.app.actions.requestChanges(task.id, `edit('a.txt', 'line 15\\n', 'Claude 15\\n');`);
    const again = await test.reach(task.id, 'waiting_approval');

    const since = await readSinceLook(again, turns());
    assert.deepEqual(
      since?.files.map(({ path, kind }) => [path, kind]),
      [['a.txt', 'modified']],
    );
    const { files } = await test.app.review.change(again);
    const stateOf = test.app.review.stateOf(again, 'a.txt');
    const [file] = files;
    assert.deepEqual(
      file?.hunks.map(hunk => [hunk.id, stateOf(hunk)]),
      [
        [first, 'approved'],
        [second, 'pending'],
      ],
    );
    assert.deepEqual([...test.app.review.rejectedBefore(again, 'a.txt')], [second]);
    await reject(again, 'a.txt', second, 'again no');
    assert.equal(repository.read('a.txt'), lines([3, 'Claude 3']));
  });

  it('tells Claude with any message what the user has edited', async () => {
    const task = await test.run(twoHunks);
    repository.write({ 'a.txt': lines([3, 'Claude three'], [15, 'Claude 15']) });
    await test.app.actions.sendMessage(task.id, `write('c.txt', 'c\\n');`);
    await test.reach(task.id, 'waiting_approval');
    assert.match(promptOf(task, 2), /## My own edits[^]*- `a.txt`, line 3\n {6}- Claude 3\n {6}\+ Claude three$/);
  });
});
