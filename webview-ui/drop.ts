import { promptPlace } from '../src/protocol/limits';
import type { Context } from './context';
import { addImages, imagesIn } from './images';
import { promptInput } from './prompt';

/** What VS Code's explorer and editor tabs, and other programs, give of the files that are dragged. */
const types = ['application/vnd.code.uri-list', 'text/uri-list'];
/** How many files one drop may hold. */
const limit = 100;

/** Say that files can be dropped here. VS Code lets a drag through to a webview only while Shift is held. */
export function allowDrop(event: DragEvent): void {
  if (event.dataTransfer && isOfFiles(event.dataTransfer)) {
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  }
}

/**
 * Hand the files to the host, which puts them into the prompt as mentions; any other text goes where it is dropped. Images
 * of other programs, of which nobody says where they lie, go along themselves.
 */
export function takeDrop(event: DragEvent, context: Context, onDraft: () => void): void {
  const data = event.dataTransfer;
  if (data && isOfFiles(data)) {
    event.preventDefault();
    const list = types.map(type => data.getData(type)).find(text => text !== '') ?? '';
    const uris = list.split(/\r?\n/).filter(line => line !== '' && !line.startsWith('#'));
    const images = uris.length === 0 ? imagesIn(data.files) : [];
    promptInput()?.focus();
    addImages(images, promptPlace, context, onDraft);
    if (images.length < data.files.length || images.length === 0) {
      context.post({ type: 'dropFiles', uris: uris.slice(0, limit) });
    }
  }
}

/** Images that are dropped on a form go along with it. */
export function takeImageDrop(event: DragEvent, place: string, context: Context, onChange: () => void): void {
  if (event.dataTransfer && isOfFiles(event.dataTransfer)) {
    event.preventDefault();
    addImages(imagesIn(event.dataTransfer.files), place, context, onChange);
  }
}

function isOfFiles(data: DataTransfer): boolean {
  return data.types.includes('Files') || types.some(type => data.types.includes(type));
}
