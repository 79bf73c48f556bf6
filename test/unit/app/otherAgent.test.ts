import assert from 'node:assert/strict';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';
import { tinyAgent } from '../../helpers/tinyAgent';

describe('app with another agent', () => {
  it('takes a prompt to a commit, and tells the story again from the transcript', async () => {
    const repository = TestRepository.create({ 'a.txt': 'one\n' });
    const test = await TestAutobot.start(repository, '', tinyAgent);
    try {
      const { activities, runner, actions, tasks } = test.app;
      const answering = activities.onDidChange(id => {
        const [asked] = activities.asked(id);
        if (asked) {
          runner.answer(id, asked.request, { behavior: 'allow', scope: 'once' });
        }
      });
      const { id } = await test.run('hello');
      await actions.sendMessage(id, 'again');
      await test.reach(id, 'running');
      await test.reach(id, 'waiting_approval');
      answering.dispose();
      await actions.approveTask(id, null);
      await actions.commitTask(id, null);
      assert.deepEqual(
        [
          repository.git('log', '-1', '--format=%s').trim(),
          repository.git('show', 'HEAD:tiny.txt'),
          tasks.get(id).status,
        ],
        ['Scribble 2 line', 'hello\nagain\n', 'completed'],
      );
      await test.app.close();
      await test.open();
      const streams = await test.app.streams.of(id, repository.path);
      const story = [...streams].map(([turn, { items }]) => [
        turn,
        items.map(item => (item.kind === 'permission' ? `${item.tool} ${item.state}` : item.kind)),
      ]);
      assert.deepEqual(story, [
        [1, ['scribble allowed']],
        [2, ['scribble allowed']],
      ]);
      assert.equal(test.app.api.getTask(id)?.cost, 0.02);
    } finally {
      await test.dispose();
    }
  });
});
