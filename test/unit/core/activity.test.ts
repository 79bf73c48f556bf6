import assert from 'node:assert/strict';
import { ActivityWatch, describeActivity, silentAfter } from '../../../src/core/activity';
import type { AgentEvent } from '../../../src/core/agent';

const block = { block: 'b', text: 'x', parent: null };
const ask: AgentEvent = {
  ...{ type: 'permission', request: 'p1', tool: 'Bash', input: {}, description: '' },
  ...{ canAllowForTask: false, always: null },
};
const call = (id: string): AgentEvent => ({
  type: 'toolCall',
  id,
  name: 'Bash',
  input: { command: 'npm test' },
  parent: null,
});
const result = (id: string): AgentEvent => ({ type: 'toolResult', id, ok: true, text: '', parent: null });

/** What is said after each event, a second apart. */
function story(...events: AgentEvent[]): string[] {
  const watch = new ActivityWatch('/repo', 0);
  return events.map((event, second) => {
    watch.take(event, second * 1000);
    return describeActivity(watch.at(second * 1000)).words;
  });
}

describe('core/activity', () => {
  it('says what an agent does, step by step', () => {
    assert.deepEqual(
      story(
        { type: 'started', session: 's', model: 'm', mode: 'default', version: '1', commands: [] },
        { type: 'delta', kind: 'thinking', ...block },
        { type: 'delta', kind: 'text', ...block },
        { type: 'text', ...block },
        call('t1'),
        ask,
        { type: 'permissionAnswered', request: 'p1', answer: { behavior: 'allow', scope: 'once' } },
        result('t1'),
        { type: 'retry', attempt: 2, of: 10, delay: 1000, why: 'the API is overloaded (529)' },
        { type: 'background', running: 1, what: 'npm run dev' },
        { type: 'lingers', why: 'result' },
        { type: 'lingers', why: 'output' },
      ),
      [
        'Claude is working',
        'Claude is thinking',
        'Claude is writing',
        'Claude is working',
        'Claude runs Bash: npm test',
        'Waiting for your permission',
        'Claude runs Bash: npm test',
        'Claude is working',
        'Trying again, attempt 2 of 10: the API is overloaded (529)',
        'Running in the background: npm run dev',
        'Claude has answered, but does not end its turn',
        'Claude’s process has ended; what it started holds its output open',
      ],
    );
  });

  it('waits for the user until all is answered, whatever else goes on', () => {
    const second: AgentEvent = { type: 'question', request: 'q1', questions: [] };
    assert.deepEqual(
      story(ask, second, { type: 'delta', kind: 'text', ...block }, { type: 'permissionWithdrawn', request: 'p1' }),
      [
        'Waiting for your permission',
        'Waiting for your permission',
        'Waiting for your permission',
        'Claude has a question',
      ],
    );
  });

  it('is silent when nothing is heard of a thought, but not while a tool runs or the user is asked', () => {
    const kindAfter = (event: AgentEvent): string => {
      const watch = new ActivityWatch('/repo', 0);
      watch.take(event, 1000);
      return `${watch.at(999 + silentAfter).kind}, ${watch.at(1000 + silentAfter).kind}`;
    };
    assert.deepEqual(
      [kindAfter({ type: 'delta', kind: 'thinking', ...block }), kindAfter(call('t1')), kindAfter(ask)],
      ['thinking, silent', 'tool, tool', 'permission, permission'],
    );
    assert.equal(new ActivityWatch('/repo', 0).at(silentAfter).kind, 'silent');
  });

  it('says what to do wherever something is wrong', () => {
    const kinds = ['permission', 'question', 'plan', 'retrying', 'background', 'silent', 'result', 'output'] as const;
    const mute = kinds.filter(kind => describeActivity({ kind, what: '', since: 0 }).next === '');
    assert.deepEqual(mute, []);
  });
});
