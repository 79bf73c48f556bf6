import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Images } from '../../../src/app/images';
import type { PromptImage } from '../../../src/core/promptImage';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

const png = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');

describe('app/images', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  let images: Images;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
    test = await TestAutobot.start(repository);
    images = test.app.images;
  });
  afterEach(() => test.dispose());

  const names = (folder: string): string[] =>
    existsSync(join(images.folder, folder)) ? readdirSync(join(images.folder, folder)) : [];
  const send = async (prompt: string, ...given: Parameters<Images['checkPresent']>): Promise<string> => {
    const [found] = test.app.repositories.present;
    assert.ok(found);
    return (await test.app.actions.newTask(found, prompt, {}, ...given)).id;
  };

  it('are kept for the user alone, with the draft and then with their task, and go with it', async () => {
    const image = await images.add('Screenshot.png', png, []);
    assert.deepEqual([image.name, image.type, image.size], ['Screenshot.png', 'image/png', png.length]);
    assert.equal(statSync(images.path(image)).mode & 0o777, 0o600);

    const id = await send(`write('a.txt', String(images))`, [image]);
    await test.reach(id, 'waiting_approval');
    assert.equal(repository.read('a.txt'), 'image/png,data'); // as the CLI was given it, before the text
    const [sent] = test.app.tasks.get(id).images;
    assert.deepEqual([names('drafts').length, names(id).length, sent?.name], [1, 1, 'Screenshot.png']);
    await images.remove(image); // as the panel does once it is sent
    assert.equal(sent && statSync(images.path(sent)).mode & 0o777, 0o600);
    assert.equal(statSync(images.folder).mode & 0o777, 0o700);

    await test.app.actions.rejectTask(id, null);
    const { sessionId } = test.app.tasks.get(id);
    await test.app.keeping.delete(sessionId);
    assert.deepEqual(readdirSync(images.folder), ['drafts']);
  });

  it('are sent again with the prompt, not with what is said later', async () => {
    const image = await images.add('a.png', png, []);
    const id = await send(`write('a.txt', String(images))`, [image]);
    await test.reach(id, 'waiting_approval');
    await test.app.actions.sendMessage(id, `write('a.txt', 'now: ' + images)`);
    await test.reach(id, 'waiting_approval');
    assert.equal(repository.read('a.txt'), 'now: ');
  });

  it('go along with a message, at once or from the queue, and with requested changes', async () => {
    const { actions, messages, tasks } = test.app;
    const add = (name: string): Promise<PromptImage> => images.add(name, png, []);
    const last = (id: string): string[] => (tasks.turns(id).at(-1)?.images ?? []).map(({ name }) => name);
    const { id } = await test.run(`write('a.txt', 'two\\n')`);

    await actions.sendMessage(id, `write('a.txt', 'message: ' + images)`, [await add('message.png')]);
    await test.reach(id, 'waiting_approval');
    assert.deepEqual([repository.read('a.txt'), last(id)], ['message: image/png,data', ['message.png']]);

    await actions.requestChanges(id, `write('a.txt', 'request: ' + images)`, [await add('request.png')]);
    await actions.sendMessage(id, `write('a.txt', 'queued: ' + images)`, [await add('queued.png')]);
    assert.deepEqual(
      messages.of(id).map(message => message.images.map(({ name }) => name)),
      [['queued.png']],
    );
    await test.reach(id, 'waiting_approval');
    const prompts = tasks.turns(id).map(turn => turn.images.map(({ name }) => name));
    assert.deepEqual(prompts, [[], ['message.png'], ['request.png'], ['queued.png']]);
    assert.equal(repository.read('a.txt'), 'queued: image/png,data');
    assert.equal(names(id).length, 3);
  });

  it('of a turn that failed are sent again when it is retried', async () => {
    const { id } = await test.run(`write('a.txt', 'two\\n')`);
    const image = await images.add('again.png', png, []);
    const fails = `if (!fs.existsSync('.git/failed')) { write('.git/failed', 'x'); process.exit(1); } write('a.txt', 'again: ' + images)`;
    await test.app.actions.sendMessage(id, fails, [image]);
    await test.reach(id, 'failed');
    await test.app.actions.retry(id);
    await test.reach(id, 'waiting_approval');
    assert.equal(repository.read('a.txt'), 'again: image/png,data');
  });

  it('of a message that is refused stay the draft’s', async () => {
    const { id } = await test.run(`write('a.txt', 'two\\n')`);
    const image = await images.add('kept.png', png, []);
    await assert.rejects(test.app.actions.sendMessage(id, ' ', [image]));
    assert.deepEqual(await images.present([image]), [image]);
  });

  it('that are gone are said, before anything is queued and before it is sent', async () => {
    const image = await images.add('gone.png', png, []);
    await images.remove(image);
    await assert.rejects(send('x', [image]), /“gone\.png” is not there any more\. Add it again/);
    assert.deepEqual([test.app.tasks.all(), await images.present([image])], [[], []]);

    const kept = await images.add('late.png', png, []);
    const blocker = await test.run(`write('a.txt', 'two\\n')`);
    const id = await send(`write('a.txt', 'three\\n')`, [kept]); // waits for the review
    rmSync(join(images.folder, id), { recursive: true });
    await test.app.actions.rejectTask(blocker.id, null);
    await test.reach(id, 'failed');
    assert.match(test.app.tasks.get(id).detail ?? '', /“late\.png” of this prompt is not there any more/);
  });

  it('of drafts that nobody goes on with are removed after a month', async () => {
    const [old, looked, young] = await Promise.all(['old', 'looked', 'young'].map(name => images.add(name, png, [])));
    assert.ok(old && looked && young);
    const then = new Date(Date.now() - 31 * 24 * 3_600_000);
    [old, looked].forEach(image => utimesSync(images.path(image), then, then));
    await images.present([looked]);
    await images.prune();
    assert.deepEqual(await images.present([old, looked, young]), [looked, young]);
  });
});
