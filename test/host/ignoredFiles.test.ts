import assert from 'node:assert/strict';
import { useHost } from '../helpers/host';
import { editFile, readFile, writeFile } from '../helpers/model/blocks';

describe('host/ignored files', () => {
  const host = useHost();

  it('what the real CLI’s tools write in a file that git ignores is reviewed and taken back', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n', '.gitignore': '.env\n' });
    repository.write({ '.env': 'KEY=mine\n' });
    const edits = [writeFile('.env', 'KEY=Claude\n'), editFile('a.txt', 'one', 'two')];
    host.script({ content: [readFile('.env'), readFile('a.txt')] }, { content: edits }, { content: ['Done.'] });
    const { id } = await host.task(repository);
    assert.deepEqual(
      host.get(id).files.map(({ path, change }) => [path, change]),
      [
        ['.env', 'modified'],
        ['a.txt', 'modified'],
      ],
    );
    await host.run('autobot.rejectTask', { task: id });
    assert.deepEqual([repository.read('.env'), repository.read('a.txt')], ['KEY=mine\n', 'one\n']);
    await host.run('autobot.undoReject', id);
    assert.equal(repository.read('.env'), 'KEY=Claude\n');
  });
});
