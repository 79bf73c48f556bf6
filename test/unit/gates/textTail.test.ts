import assert from 'node:assert/strict';
import { TextTail } from '../../../src/gates/textTail';

describe('gates/textTail', () => {
  it('keeps the end and counts the rest', () => {
    const tail = new TextTail(4);
    'abcdefghijk'.split('').forEach(letter => tail.push(letter));
    assert.deepEqual(tail.take(), { text: 'hijk', dropped: 7 });
    assert.deepEqual([tail.isEmpty, tail.take()], [true, { text: '', dropped: 0 }]);
  });

  it('never cuts a character in two', () => {
    const tail = new TextTail(3);
    tail.push('😀😀😀');
    assert.deepEqual(tail.take(), { text: '😀', dropped: 4 });
  });
});
