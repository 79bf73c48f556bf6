import assert from 'node:assert/strict';
import { maskAll, maskSecrets, secretValues } from '../../../src/core/maskSecrets';

describe('core/maskSecrets', () => {
  const cases: readonly [text: string, masked: string][] = [
    ['key sk-ant-api03-abcdefghijklmnop_QRST here', 'key [secret] here'],
    ['ghp_0123456789abcdefghijABCDEFGHIJ', '[secret]'],
    ['AKIAIOSFODNN7EXAMPLE', '[secret]'],
    ['Authorization: Bearer abcdef0123456789.xyz', 'Authorization: Bearer [secret]'],
    ['git clone https://ada:s3cret-pass@example.com/x.git', 'git clone https://ada:[secret]@example.com/x.git'],
    ['DB_PASSWORD="correct horse"', 'DB_PASSWORD="[secret] horse"'],
    ['{"api_key": "0123456789abcdef"}', '{"api_key": "[secret]"}'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl', '[secret]'],
    ['a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nb', 'a\n[secret]\nb'],
    [
      'the token of my esteem; sk-8 is a road; password: short',
      'the token of my esteem; sk-8 is a road; password: short',
    ],
    ['src/token.ts:3: const tokenCount = 5', 'src/token.ts:3: const tokenCount = 5'],
  ];
  for (const [text, masked] of cases) {
    it(`makes ${JSON.stringify(masked)} of what looks like a secret, and leaves the rest`, () => {
      assert.equal(maskSecrets(text), masked);
    });
  }

  it('takes out what the environment says is secret, wherever it stands', () => {
    const values = secretValues({ MY_TOKEN: 'hunter2-hunter2', HOME: '/home/ada-lovelace', SHORT_KEY: 'abc' });
    assert.deepEqual(values, ['hunter2-hunter2']);
    const value = { prompt: 'use hunter2-hunter2', steps: [{ text: 'x hunter2-hunter2 y', cost: 1 }], none: null };
    assert.deepEqual(maskAll(value, values), {
      prompt: 'use [secret]',
      steps: [{ text: 'x [secret] y', cost: 1 }],
      none: null,
    });
  });
});
