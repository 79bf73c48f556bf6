import assert from 'node:assert/strict';
import { setTranslations } from '../../../src/base/language';
import { countOf } from '../../../src/protocol/counts';

describe('protocol/counts', () => {
  afterEach(() => setTranslations({}));

  it('says one and several', () => {
    assert.deepEqual(
      [countOf(1, 'file'), countOf(0, 'file'), countOf(2, 'repository'), countOf(1, 'needsYou')],
      ['1 file', '0 files', '2 repositories', '1 needs you'],
    );
  });

  it('lets each language make its own plurals', () => {
    setTranslations({ '1 task': '1 Aufgabe', '{0} tasks': '{0} Aufgaben' });
    assert.deepEqual([countOf(1, 'task'), countOf(3, 'task')], ['1 Aufgabe', '3 Aufgaben']);
  });
});
