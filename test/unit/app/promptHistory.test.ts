import assert from 'node:assert/strict';
import { sentPrompts } from '../../../src/app/promptHistory';
import { answersSetup } from '../../helpers/fakeClaude/fakeClaude';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

const listens = `${answersSetup}
greet();
heard('user', () => { state('running'); speak('Yes.'); result({ result: 'Yes.' }); state('idle'); });
`;

describe('app/promptHistory', () => {
  let test: TestAutobot;
  const texts = (): string[] => sentPrompts(test.app).map(({ text }) => text);

  beforeEach(async () => {
    test = await TestAutobot.start(TestRepository.create({ 'a.txt': 'one\n' }), listens);
  });
  afterEach(() => test.dispose());

  it('has prompts and messages of all sessions of the workspace, each once, newest first, also after a reload', async () => {
    assert.deepEqual(texts(), []);
    const first = await test.run('first', 'completed');
    await test.app.actions.sendMessage(first.id, 'a message');
    await test.reach(first.id, 'completed');
    await test.run('second', 'completed');
    await test.app.sessions.end(first.sessionId);
    await test.run('first', 'completed');
    assert.deepEqual(texts(), ['first', 'second', 'a message']);

    await test.app.close();
    await test.open();
    assert.deepEqual(texts(), ['first', 'second', 'a message']);
  });

  it('offers so many characters at most', async () => {
    for (const letter of ['a', 'b', 'c']) {
      await test.run(letter.repeat(200_000), 'completed');
    }
    await test.run('short', 'completed');
    assert.deepEqual(
      texts().map(text => text.charAt(0)),
      ['s', 'c', 'b'],
    );
  });
});
