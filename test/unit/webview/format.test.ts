import assert from 'node:assert/strict';
import { formatCost, formatDuration, formatTokens } from '../../../webview-ui/format';

describe('webview/format', () => {
  it('durations', () => {
    assert.deepEqual([0, -5, 999, 59_999, 65_000, 3_599_000, 3_660_000, 90_000_000].map(formatDuration), [
      '0s',
      '0s',
      '0s',
      '59s',
      '1m 05s',
      '59m 59s',
      '1h 01m',
      '25h 00m',
    ]);
  });

  it('costs', () => assert.deepEqual([0, 0.004, 0.1, 12.345].map(formatCost), ['$0.00', '<$0.01', '$0.10', '$12.35']));

  it('tokens', () =>
    assert.deepEqual([12, 1_000, 1_500, 128_400, 2_300_000].map(formatTokens), [
      '12 tokens',
      '1k tokens',
      '1.5k tokens',
      '128k tokens',
      '2.3M tokens',
    ]));
});
