import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { mostImageBytes } from '../src/protocol/limits';
import type { TimelineChange } from '../src/protocol/messages';
import type { ImageView } from '../src/protocol/view';
import type { Context } from './context';
import { formatBytes } from './format';
import { icon, iconButton, type Part } from './parts';
import type { Attached } from './uiState';

let count = 0;

/** The images among these files. Their names may say anything: the host looks at what they hold. */
export function imagesIn(files: FileList | undefined): File[] {
  return [...(files ?? [])].filter(file => file.type.startsWith('image/'));
}

/** Hand images to the host, which keeps them with the draft, or says why not. */
export function addImages(files: readonly File[], place: string, context: Context, onChange: () => void): void {
  for (const file of files) {
    const { name, size } = file;
    const id = `${Date.now()}-${count++}`;
    attachedTo(place, context).reading.add(id);
    void read(file).then(
      data => context.post({ type: 'addImage', place, id, name: name || t('Image'), size, data }),
      () => {
        const { images } = attachedTo(place, context);
        takeImages({ place, images, problem: t`“${name}” could not be read.`, done: id }, context, onChange);
      },
    );
  }
  onChange();
}

/** Pasted images go along; where there is text too, as from a word processor, the text is what is meant. */
export function takePaste(event: ClipboardEvent, place: string, context: Context, onChange: () => void): void {
  const images = imagesIn(event.clipboardData?.files);
  if (images.length > 0 && event.clipboardData?.getData('text/plain') === '') {
    event.preventDefault();
    addImages(images, place, context, onChange);
  }
}

/** What goes along now, as the host has it. */
export function takeImages(
  { place, images, problem, done }: Omit<Extract<TimelineChange, { type: 'images' }>, 'type'>,
  context: Context,
  onChange: () => void,
): void {
  const attached = attachedTo(place, context);
  const added = images.find(({ file }) => !attached.images.some(known => known.file === file));
  if (done !== null) {
    attached.reading.delete(done);
  }
  if (added && done !== null) {
    context.announce(t`${added.name} goes along`);
  }
  Object.assign(attached, { images, problem });
  onChange();
}

/** What goes along with what is written at this place: the prompt, or a task's form. */
export function attachedTo(place: string, { ui }: Context): Attached {
  const known = ui.attached.get(place);
  if (known) {
    return known;
  }
  const attached: Attached = { images: [], reading: new Set(), problem: null };
  ui.attached.set(place, attached);
  return attached;
}

/** Hand over what goes along, by file: it is sent now. */
export function takeAttached(place: string, context: Context): string[] {
  const attached = attachedTo(place, context);
  const files = attached.images.map(({ file }) => file);
  Object.assign(attached, { images: [], problem: null });
  return files;
}

/** What goes along, each to be looked at and to be taken away. */
export function renderChips(place: string, context: Context): Part {
  const { images, problem, reading } = attachedTo(place, context);
  if (images.length === 0 && problem === null && reading.size === 0) {
    return nothing;
  }
  return html`<div class="attached">
    <ul class="chips" aria-label=${t('Images that go along')}>
      ${repeat(
        images,
        image => image.file,
        image =>
          html`<li class="chip">
            ${renderThumbnail(image, context)}<span class="chip-name" title=${image.name}>${image.name}</span>
            <span class="quiet">${formatBytes(image.size)}</span>
            ${iconButton('close', t`Remove ${image.name}`, () => context.post({ type: 'removeImage', place, image: image.file }))}
          </li>`,
      )}
      ${reading.size > 0 ? html`<li class="chip quiet">${icon('loading~spin')} ${t('Reading…')}</li>` : nothing}
    </ul>
    ${problem === null ? nothing : html`<p class="tone-bad" role="alert">${problem}</p>`}
  </div>`;
}

/** Let the user choose some. */
export function attachButton(place: string, context: Context): TemplateResult {
  return html`<vscode-button
    appearance="icon"
    aria-label=${t('Attach Images…')}
    title=${t('Attach Images… (or paste them, or drop them with Shift held)')}
    @click=${() => context.post({ type: 'pickImages', place })}
    >${icon('file-media')}</vscode-button
  >`;
}

/** What went along with what was sent, or will. */
export function renderSentImages(images: readonly ImageView[], context: Context): Part {
  return images.length === 0
    ? nothing
    : html`<ul class="chips sent" aria-label=${t('Images with it')}>
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
