import assert from 'node:assert/strict';
import type { Comment } from '../../../src/core/model';
import { followLine, remarkState, threadsOf } from '../../../src/core/remarks';

const remark = (facts: Partial<Comment>): Comment => ({
  ...{ id: 'r', taskId: 't', path: 'a.ts', side: 'after', line: 1, quote: 'b', text: 'Why?' },
  ...{ resolved: false, sentIn: null, createdAt: 1, updatedAt: 1 },
  ...facts,
});
const text = (...lines: string[]): string[] => lines.map(line => `${line}\n`);

describe('core/remarks', () => {
  it('finds a line again when others move, the nearest of those that say the same', () => {
    assert.equal(followLine(text('a', 'b', 'c'), 1, 'b'), 1);
    assert.equal(followLine(text('new', 'new', 'a', '  b', 'c'), 1, 'b'), 3);
    assert.equal(followLine(text('b', 'x', 'x', 'x', 'b'), 3, 'b'), 4);
    assert.equal(followLine(text('a', 'c'), 1, 'b'), undefined);
    assert.equal(followLine([], 7, 'b'), undefined);
    assert.equal(followLine(text(Buffer.from('größer').toString('latin1')), 0, 'größer'), 0);
  });

  it('is open until the user resolves it, or Claude has seen it and changed the line', () => {
    const [same, other] = [text('a', 'b'), text('a', 'B')];
    const states = [
      remarkState(remark({}), same),
      remarkState(remark({}), other),
      remarkState(remark({ sentIn: 2 }), same),
      remarkState(remark({ sentIn: 2 }), other),
      remarkState(remark({ sentIn: 2 }), undefined),
      remarkState(remark({ resolved: true }), same),
    ];
    assert.deepEqual(states, ['open', 'open', 'open', 'answered', 'answered', 'resolved']);
  });

  it('takes a remark on a line that was removed as answered once the line is back', () => {
    const removed = remark({ side: 'before', sentIn: 2 });
    assert.deepEqual([remarkState(removed, text('a')), remarkState(removed, text('a', 'b'))], ['open', 'answered']);
  });

  it('puts remarks on one line together, oldest first', () => {
    const threads = threadsOf([
      remark({ id: '2', createdAt: 2 }),
      remark({ id: '1', createdAt: 1 }),
      remark({ id: '3', side: 'before' }),
    ]);
    assert.deepEqual(
      threads.map(({ side, line, remarks }) => [side, line, remarks.map(({ id }) => id)]),
      [
        ['after', 1, ['1', '2']],
        ['before', 1, ['3']],
      ],
    );
  });
});
