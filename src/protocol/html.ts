import type { Translations } from '../base/language';

export interface WebviewPage {
  readonly title: string;
  /** BCP 47: the language that its texts are in. */
  readonly language: string;
  readonly translations: Translations;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** Fresh for every page, from a cryptographic source. */
  readonly nonce: string;
  /** Webview URIs. */
  readonly script: string;
  readonly style: string;
  readonly codicons: string;
}

/**
 * The timeline's page. Nothing is loaded but what the extension ships, and no script runs but ours.
 *
 * Inline styles are allowed because the toolkit's controls set them.
 */
export function buildWebviewHtml(page: WebviewPage): string {
  const { cspSource, nonce } = page;
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'unsafe-inline'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(page.language)}">
  <head>
    <meta charset="UTF-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
    <link rel="stylesheet" id="vscode-codicon-stylesheet" href="${escapeHtml(page.codicons)}">
    <link rel="stylesheet" href="${escapeHtml(page.style)}">
    <meta name="translations" content="${escapeHtml(JSON.stringify(page.translations))}">
    <title>${escapeHtml(page.title)}</title>
  </head>
  <body>
    <div id="timeline"></div>
    <script nonce="${escapeHtml(nonce)}" src="${escapeHtml(page.script)}"></script>
  </body>
</html>
`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, character => entities[character] ?? '');
}
