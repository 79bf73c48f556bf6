import assert from 'node:assert/strict';
import { commitMessages, editFile, think } from '../../helpers/model/blocks';
import type { Scenario } from '../../helpers/model/scenario';
import { ScriptedModel } from '../../helpers/scriptedModel';

interface Asked {
  readonly prompt?: string;
  readonly messages?: readonly object[];
  readonly system?: string;
  readonly stream?: boolean;
  readonly tools?: readonly object[];
  readonly session?: string;
}

describe('helpers/scriptedModel', () => {
  let model: ScriptedModel;
  beforeEach(async () => {
    model = await ScriptedModel.start();
  });
  afterEach(() => model.close());

  async function ask(asked: Asked, signal?: AbortSignal): Promise<Response> {
    const {
      prompt = 'hi',
      messages,
      system = 'Primary working directory: /repo\n',
      stream = false,
      tools,
      session,
    } = asked;
    const body = {
      model: 'claude-x',
      stream,
      system: [{ type: 'text', text: system }],
      messages: messages ?? [{ role: 'user', content: [{ type: 'text', text: prompt }] }],
      tools: tools ?? [{ name: 'Edit' }],
      metadata: { user_id: JSON.stringify({ session_id: session ?? '00000000-0000-4000-8000-000000000000' }) },
    };
    return fetch(`${model.url}/v1/messages`, { method: 'POST', body: JSON.stringify(body), signal: signal ?? null });
  }

  /** The text of the answer, or the error's message. */
  async function answer(asked: Asked = {}): Promise<string> {
    const reply = (await (await ask(asked)).json()) as {
      content?: { text?: string }[];
      error?: { message: string };
    };
    return reply.error?.message ?? (reply.content ?? []).map(block => block.text).join('');
  }

  it('says its turns one after the other, and then that there are none', async () => {
    model.load({ turns: [{ content: ['one'] }, { content: ['two'], times: 2 }] });
    const answers = [await answer(), await answer(), await answer(), await answer()];
    assert.deepEqual(answers, ['one', 'two', 'two', 'the scripted model has no turn left for this request']);
  });

  it('fills in what it knows of the request', async () => {
    model.load({ turns: [{ content: [think('so ${PROMPT}'), editFile('a.ts', 'x', 'y')] }] });
    const { content, stop_reason } = (await (await ask({ prompt: 'fix it' })).json()) as {
      content: { thinking?: string; input?: object }[];
      stop_reason: string;
    };
    assert.equal(content[0]?.thinking, 'so fix it');
    assert.deepEqual(content[1]?.input, { file_path: '/repo/a.ts', old_string: 'x', new_string: 'y' });
    assert.equal(stop_reason, 'tool_use');
  });

  it('streams an answer in pieces that join to it', async () => {
    model.load({ turns: [{ content: ['grün 🙂 und blau'], chunk: 3 }] });
    const text = await (await ask({ stream: true })).text();
    const events = text
      .split('\n')
      .filter(line => line.startsWith('data: '))
      .map(line => JSON.parse(line.slice('data: '.length)) as { type: string; delta?: { text?: string } });
    const types = events.map(event => event.type).filter((type, i, all) => type !== all[i - 1]);
    assert.deepEqual(types, [
      'message_start',
      'ping',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    assert.equal(events.map(event => event.delta?.text ?? '').join(''), 'grün 🙂 und blau');
  });

  it('keeps the turns of several conversations apart', async () => {
    const lane = (name: string): NonNullable<Scenario['lanes']>[number] => ({
      name,
      when: { anyPrompt: name },
      turns: [{ content: [`${name} 1`] }, { content: [`${name} 2`] }],
    });
    model.load({ lanes: [lane('red'), lane('blue')], turns: [{ content: ['other'] }] });
    const prompts = ['make it red', 'make it blue', 'make it red', 'make it so', 'make it blue'];
    const answers: string[] = [];
    for (const prompt of prompts) {
      answers.push(await answer({ prompt }));
    }
    assert.deepEqual(answers, ['red 1', 'blue 1', 'red 2', 'other', 'blue 2']);
  });

  it('stays in the lane of a prompt while tools answer', async () => {
    model.load({ lanes: [{ name: 'red', when: { prompt: 'red' }, turns: [{ content: ['done: ${TOOL_RESULT}'] }] }] });
    const messages = [
      {
        role: 'user',
        content: [
          { type: 'text', text: '<system-reminder>blue</system-reminder>' },
          { type: 'text', text: 'red' },
        ],
      },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'Edit', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'edited' }] },
    ];
    assert.equal(await answer({ messages }), 'done: edited');
    assert.deepEqual(model.requests[0]?.prompts, ['red']);
  });

  it('writes commit messages without using up a turn', async () => {
    model.load({ lanes: [commitMessages('Fix the sum')], turns: [{ content: ['work'] }] });
    const system = 'You write git commit messages.';
    assert.equal(await answer({ system, tools: [] }), 'Fix the sum');
    assert.equal(await answer(), 'work');
    assert.deepEqual(
      model.requests.map(request => request.lane),
      ['commit messages', 'main'],
    );
  });

  it('fails as told: an error, a dropped connection, bytes that are no answer', async () => {
    model.load({
      turns: [
        { error: { status: 401, type: 'authentication_error', message: 'invalid x-api-key' } },
        { broken: 'drop' },
        { broken: { raw: '<html>' } },
        { content: ['half a story'], chunk: 4, cutAfter: 4 },
      ],
    });
    const refused = await ask({});
    assert.deepEqual(
      [refused.status, ((await refused.json()) as { error: object }).error],
      [401, { type: 'authentication_error', message: 'invalid x-api-key' }],
    );
    await assert.rejects(ask({}));
    assert.equal(await (await ask({})).text(), '<html>');
    await assert.rejects((await ask({ stream: true })).text());
  });

  it('notices a client that gives up', async () => {
    model.load({ turns: [{ broken: 'hang' }] });
    const gone = new AbortController();
    const asked = ask({}, gone.signal);
    const request = await model.waitForRequest(1);
    gone.abort();
    await assert.rejects(asked, { name: 'AbortError' });
    await model.waitUntil(() => request.aborted);
  });

  it('waits for what the test does meanwhile', async () => {
    const story: string[] = [];
    model.load({ turns: [{ content: ['late'], meanwhile: () => story.push('saved') }] });
    story.push(await answer());
    assert.deepEqual(story, ['saved', 'late']);
  });
});
