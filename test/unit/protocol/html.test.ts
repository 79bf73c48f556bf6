import assert from 'node:assert/strict';
import { buildWebviewHtml } from '../../../src/protocol/html';

const page = {
  title: 'Timeline of <shop> & "co"',
  language: 'de',
  translations: { Retry: '"Noch einmal"' },
  cspSource: 'https://*.vscode-cdn.net',
  nonce: 'abc123',
  script: 'https://x/webview.js',
  style: 'https://x/webview.css',
  codicons: 'https://x/codicon.css',
};

describe('protocol/html', () => {
  it('loads nothing but what the extension ships', () => {
    const policy = /Content-Security-Policy" content="(?<policy>[^"]+)"/.exec(buildWebviewHtml(page))?.groups?.[
      'policy'
    ];
    assert.deepEqual(policy?.split('; '), [
      `default-src 'none'`,
      `script-src 'nonce-abc123'`,
      `style-src https://*.vscode-cdn.net 'unsafe-inline'`,
      `font-src https://*.vscode-cdn.net`,
      `img-src https://*.vscode-cdn.net data:`,
    ]);
  });

  it('has one script, with the nonce', () => {
    assert.deepEqual(buildWebviewHtml(page).match(/<script[^>]*>/g), [
      '<script nonce="abc123" src="https://x/webview.js">',
    ]);
  });

  it('brings the texts in the language of the user', () => {
    const content = /<meta name="translations" content="(?<content>[^"]*)">/.exec(buildWebviewHtml(page));
    const texts = content?.groups?.['content']?.replaceAll('&quot;', '"') ?? '';
    assert.deepEqual(JSON.parse(texts), page.translations);
  });

  it('escapes what it is given', () => {
    assert.match(buildWebviewHtml(page), /<title>Timeline of &lt;shop&gt; &amp; &quot;co&quot;<\/title>/);
  });
});
