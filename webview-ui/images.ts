import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { mostImageBytes } from '../src/protocol/limits';
import type { TimelineChange } from '../src/protocol/messages';
import type { ImageView } from '../src/protocol/view';
import type { Context } from './context';
import { formatBytes } from './format';
import { icon, iconButton, type Part } from './parts';

let count = 0;

/** The images among these files. Their names may say anything: the host looks at what they hold. */
export function imagesIn(files: FileList | undefined): File[] {
  return [...(files ?? [])].filter(file => file.type.startsWith('image/'));
}

/** Hand images to the host, which keeps them with the draft, or says why not. */
export function addImages(files: readonly File[], context: Context, onDraft: () => void): void {
  const { ui } = context;
  for (const file of files) {
    const { name, size } = file;
    const id = `${Date.now()}-${count++}`;
    ui.reading.add(id);
    void read(file).then(
      data => context.post({ type: 'addImage', id, name: name || t('Image'), size, data }),
      () => takeImages({ images: ui.images, problem: t`“${name}” could not be read.`, done: id }, context, onDraft),
    );
  }
  onDraft();
}

/** Pasted images go along; where there is text too, as from a word processor, the text is what is meant. */
export function takePaste(event: ClipboardEvent, context: Context, onDraft: () => void): void {
  const images = imagesIn(event.clipboardData?.files);
  if (images.length > 0 && event.clipboardData?.getData('text/plain') === '') {
    event.preventDefault();
    addImages(images, context, onDraft);
  }
}

/** What goes along now, as the host has it. */
export function takeImages(
  { images, problem, done }: Pick<Extract<TimelineChange, { type: 'images' }>, 'images' | 'problem' | 'done'>,
  context: Context,
  onDraft: () => void,
): void {
  const { ui } = context;
  const added = images.find(({ file }) => !ui.images.some(known => known.file === file));
  if (done !== null) {
    ui.reading.delete(done);
  }
  if (added && done !== null) {
    context.announce(t`${added.name} goes along`);
  }
  ui.images = images;
  ui.imageProblem = problem;
  onDraft();
}

/** What goes along with the prompt, each to be looked at and to be taken away. */
export function renderChips(context: Context): Part {
  const { images, imageProblem, reading } = context.ui;
  if (images.length === 0 && imageProblem === null && reading.size === 0) {
    return nothing;
  }
  return html`<div class="attached">
    <ul class="chips" aria-label=${t('Images of the prompt')}>
      ${repeat(
        images,
        image => image.file,
        image =>
          html`<li class="chip">
            ${renderThumbnail(image, context)}<span class="chip-name" title=${image.name}>${image.name}</span>
            <span class="quiet">${formatBytes(image.size)}</span>
            ${iconButton('close', t`Remove ${image.name}`, () => context.post({ type: 'removeImage', image: image.file }))}
          </li>`,
      )}
      ${reading.size > 0 ? html`<li class="chip quiet">${icon('loading~spin')} ${t('Reading…')}</li>` : nothing}
    </ul>
    ${imageProblem === null ? nothing : html`<p class="tone-bad" role="alert">${imageProblem}</p>`}
  </div>`;
}

/** What went along with a prompt that was sent. */
export function renderSentImages(images: readonly ImageView[], context: Context): Part {
  return images.length === 0
    ? nothing
    : html`<ul class="chips sent" aria-label=${t('Images sent with the prompt')}>
        ${images.map(image => html`<li>${renderThumbnail(image, context)}</li>`)}
      </ul>`;
}

function renderThumbnail({ file, name }: ImageView, context: Context): TemplateResult {
  const folder = document.getElementById('timeline')?.dataset['images'] ?? '';
  return html`<button
    type="button"
    class="thumbnail"
    title=${t`Open ${name}`}
    aria-label=${t`Open ${name}`}
    @click=${() => context.post({ type: 'openImage', image: file })}
  >
    <img src="${folder}/${file}" alt="" />
  </button>`;
}

/** In base64; nothing of what is far too big: the host only says so. */
async function read(file: File): Promise<string> {
  if (file.size > mostImageBytes) {
    return '';
  }
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const reader = new FileReader();
  reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : '');
  reader.onerror = () => reject(reader.error ?? new Error('not read'));
  reader.readAsDataURL(file);
  const url = await promise;
  return url.slice(url.indexOf(',') + 1);
}
