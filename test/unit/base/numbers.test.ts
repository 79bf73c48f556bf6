import assert from 'node:assert/strict';
import { setTranslations } from '../../../src/base/language';
import { formatNumber, formatUsd } from '../../../src/base/numbers';

describe('base/numbers', () => {
  it('have the separators of the language that the texts are in', () => {
    assert.deepEqual(
      [formatNumber(1_234_567), formatNumber(0.25, { most: 1 }), formatNumber(3, { most: 1 }), formatUsd(1234.5)],
      ['1,234,567', '0.3', '3', '$1,234.50'],
    );
    setTranslations({ en: 'de' });
    try {
      assert.equal(formatNumber(1234.5678, { least: 3 }), '1.234,568');
    } finally {
      setTranslations({});
    }
  });
});
