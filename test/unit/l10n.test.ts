import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { readTexts } from '../helpers/texts';

const readBundle = (file: string): Record<string, string> =>
  z.record(z.string(), z.string().min(1)).parse(JSON.parse(readFileSync(file, 'utf8')));
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].toSorted();
const code = (text: string): string[] => (text.match(/`[^`]+`|\]\([^)]*\)|\$\([\w~-]+\)/g) ?? []).toSorted();

describe('l10n', () => {
  const { keys, untranslatable } = readTexts('src', 'webview-ui');
  const bundles = readdirSync('l10n').map(name => [name, readBundle(`l10n/${name}`)] as const);

  it('there is a language to prove it', () =>
    assert.deepEqual(
      bundles.map(([name]) => name),
      ['bundle.l10n.de.json'],
    ));

  it('every text of the program can be translated', () => assert.deepEqual(untranslatable, []));

  it('a language has every text, and none that is gone', () => {
    for (const [name, bundle] of bundles) {
      const missing = [...keys].filter(key => !(key in bundle));
      const gone = Object.keys(bundle).filter(key => !keys.has(key));
      assert.deepEqual({ name, missing, gone }, { name, missing: [], gone: [] });
    }
  });

  it('a translation puts in what the text does, and leaves code, links and icons as they are', () => {
    for (const [, bundle] of bundles) {
      const wrong = Object.entries(bundle).filter(
        ([text, translation]) =>
          placeholders(text).join() !== placeholders(translation).join() ||
          code(text).join() !== code(translation).join(),
      );
      assert.deepEqual(wrong, []);
    }
  });

  it('the manifest says the same in each language', () => {
    const english = readBundle('package.nls.json');
    const german = readBundle('package.nls.de.json');
    assert.deepEqual(Object.keys(german), Object.keys(english));
    const wrong = Object.keys(english).filter(
      key => code(english[key] ?? '').join() !== code(german[key] ?? '').join(),
    );
    assert.deepEqual(wrong, []);
  });
});
