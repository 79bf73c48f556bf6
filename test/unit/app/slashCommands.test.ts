import assert from 'node:assert/strict';
import { slashCommands } from '../../../src/app/slashCommands';
import { answersSetup } from '../../helpers/fakeClaude/fakeClaude';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

/** Names its commands as the CLI does, when it is asked to; then says yes. */
const names = `${answersSetup}
greet();
heard('user', ({ message }) => {
  const slash_commands = JSON.stringify(message).includes('name them') ? ['compact', 'review'] : [];
  say({ type: 'system', subtype: 'init', model: 'm', slash_commands });
  state('running'); speak('Yes.'); result({ result: 'Yes.' }); state('idle');
});
`;

describe('app/slashCommands', () => {
  let test: TestAutobot;
  const commands = async (): Promise<readonly string[]> => {
    const [repository] = await test.app.repositories.list();
    return slashCommands(test.app, repository?.id ?? '');
  };
  beforeEach(async () => {
    test = await TestAutobot.start(TestRepository.create({ 'a.txt': 'one\n' }), names);
  });
  afterEach(() => test.dispose());

  it('are those that the CLI named last in this repository, also after a reload', async () => {
    assert.deepEqual(await commands(), []);
    await test.run('name them', 'completed');
    await test.run('do not', 'completed');
    assert.deepEqual(await commands(), ['compact', 'review']);
    await test.app.close();
    await test.open();
    assert.deepEqual(await commands(), ['compact', 'review']);
  });
});
