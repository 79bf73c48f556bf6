import { t } from '@vscode/l10n';
import DOMPurify, { type Config } from 'dompurify';
import MarkdownIt from 'markdown-it';
import { parseFileReference } from './fileReference';

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: false });
markdown.disable('image');
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false }); // `main.rs` is a file, not a site in Serbia
const escapeHtml = (text: string): string => markdown.utils.escapeHtml(text);
const isWebLink = (target: string): boolean => /^(?:https?|mailto):/i.test(target);

/** Nothing with another scheme becomes a link; a path without one becomes a link that opens the file. */
markdown.validateLink = target => isWebLink(target) || parseFileReference(decode(target)) !== null;

markdown.renderer.rules['link_open'] = (tokens, index) => {
  const target = String(tokens[index]?.attrGet('href') ?? '');
  return isWebLink(target) ? `<a href="${escapeHtml(target)}">` : openFileTag(decode(target));
};
markdown.renderer.rules['code_inline'] = (tokens, index) => {
  const text = tokens[index]?.content ?? '';
  const code = `<code>${escapeHtml(text)}</code>`;
  const isFile = /[/\\]|:\d+$/.test(text) && parseFileReference(text)?.looksLikeFile === true;
  const isInLink = tokens.slice(0, index).findLast(token => token.type.startsWith('link_'))?.type === 'link_open';
  return isFile && !isInLink ? `${openFileTag(text)}${code}</a>` : code;
};
markdown.renderer.rules['fence'] = (tokens, index) =>
  codeBlock(tokens[index]?.content ?? '', tokens[index]?.info ?? '');
markdown.renderer.rules['code_block'] = (tokens, index) => codeBlock(tokens[index]?.content ?? '', '');
for (const rule of ['heading_open', 'heading_close'] as const) {
  // A task's title is a level 2 heading, its parts are level 3.
  markdown.renderer.rules[rule] = (tokens, index) => {
    const level = Math.min(6, Number(tokens[index]?.tag.slice(1)) + 3);
    return rule === 'heading_open' ? `<h${level}>` : `</h${level}>\n`;
  };
}

/**
 * The blocks of a Markdown text from a model, safe to show: no scripts, no images, no links but to the web and to files.
 *
 * Drawn once for an item: what is drawn again stays the same, selection and all.
 */
export function markdownBlocks(item: object, text: string): readonly Node[] {
  const known = drawn.get(item);
  if (known) {
    return known;
  }
  const template = document.createElement('template'); // nothing in it runs or is loaded
  template.innerHTML = `<div>${markdown.render(text)}</div>`;
  const [root] = template.content.children;
  if (root) {
    sanitize(root);
  }
  const blocks = [...(root?.children ?? [])];
  drawn.set(item, blocks);
  return blocks;
}
const drawn = new WeakMap<object, readonly Node[]>();

/** Works on what is parsed already: to write it out and parse it again for every text takes most of the time. */
const sanitizerConfig: Config = {
  IN_PLACE: true,
  ALLOWED_TAGS: [
    ...['p', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code', 'em', 'strong', 's', 'a', 'hr', 'br'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'button', 'div', 'span'],
  ],
  ALLOWED_ATTR: ['href', 'class', 'type', 'title', 'start', 'aria-label', 'aria-hidden', 'data-path', 'data-line'],
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto):|#$)/i,
  ADD_URI_SAFE_ATTR: ['data-path', 'data-line', 'type', 'start', 'aria-label', 'aria-hidden'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
};
let isConfigured = false;

function sanitize(root: Element): void {
  if (!isConfigured) {
    isConfigured = true;
    DOMPurify.setConfig(sanitizerConfig); // not each time
  }
  DOMPurify.sanitize(root);
}

/** What is read of a Markdown text, without its marks. Worked out once for an item. */
export function plainTextOf(item: { readonly text: string }): string {
  const known = plainTexts.get(item);
  if (known !== undefined) {
    return known;
  }
  const blocks = markdown.parse(item.text, {}).flatMap(({ type, content, children }) => {
    const words = children?.map(child => (child.type.endsWith('break') ? '\n' : child.content)).join('');
    return type === 'inline' || type === 'fence' || type === 'code_block' ? [words ?? content] : [];
  });
  const text = blocks.join('\n');
  plainTexts.set(item, text);
  return text;
}
const plainTexts = new WeakMap<object, string>();

function openFileTag(target: string): string {
  const reference = parseFileReference(target);
  const line = reference?.line ? ` data-line="${reference.line}"` : '';
  return `<a href="#" data-path="${escapeHtml(reference?.path ?? target)}"${line}>`;
}

function codeBlock(code: string, info: string): string {
  const language = /^[\w+#.-]+/.exec(info.trim())?.[0] ?? '';
  return (
    `<div class="code"><div class="code-bar"><span>${escapeHtml(language)}</span>` +
    `<button type="button" class="copy" title="${escapeHtml(t('Copy'))}" aria-label="${escapeHtml(t('Copy code'))}">` +
    `<span class="codicon codicon-copy" aria-hidden="true"></span></button></div>` +
    `<pre><code>${escapeHtml(code)}</code></pre></div>`
  );
}

function decode(target: string): string {
  try {
    return decodeURI(target);
  } catch {
    return target; // not percent-encoded after all
  }
}
