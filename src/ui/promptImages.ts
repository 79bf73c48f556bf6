import { t } from '@vscode/l10n';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Images } from '../app/images';
import type { Timeline } from '../app/timeline';
import { UserError } from '../base/errors';
import { Exclusive } from '../base/exclusive';
import { type PromptImage, whyNoImage } from '../core/promptImage';
import { mostImageBytes } from '../protocol/limits';
import type { ToHostOf } from '../protocol/messages';

/** The images of what is being written in one timeline, and those of its tasks. A place: the prompt, or a task's form. */
export class PromptImages {
  /** Each is looked at beside those that are there. */
  readonly #inTurn = new Exclusive();

  constructor(
    private readonly images: Images,
    private readonly timeline: Timeline,
    private readonly shown: () => readonly PromptImage[],
    private readonly save: (place: string, images: readonly PromptImage[]) => Promise<void>,
  ) {}

  /** Take up what was kept when the panel was closed. */
  recall(kept: ReadonlyMap<string, readonly PromptImage[]>): Promise<void> {
    return this.#next(async () => {
      for (const [place, images] of kept) {
        this.timeline.setImages(place, await this.images.present(images));
      }
    });
  }

  /** Pasted or dropped. */
  add({ place, id, name, size, data }: ToHostOf<'addImage'>): Promise<void> {
    const isSent = data !== '' || size === 0;
    const bytes = Buffer.from(data, 'base64');
    return this.#add(place, isSent ? { name, bytes } : { name, size }, id);
  }

  /** Let the user choose some. */
  async pick(place: string): Promise<void> {
    const chosen = await vscode.window.showOpenDialog({
      canSelectMany: true,
      title: t('Images for Claude'),
      openLabel: t('Attach'),
      filters: { Images: ['png', 'jpg', 'jpeg', 'gif', 'webp'] },
    });
    for (const uri of chosen ?? []) {
      const name = basename(uri.path);
      const { size } = await vscode.workspace.fs.stat(uri);
      const isFit = size <= mostImageBytes;
      await this.#add(place, isFit ? { name, bytes: await vscode.workspace.fs.readFile(uri) } : { name, size }, null);
    }
  }

  remove(place: string, file: string): Promise<void> {
    return this.#next(async () => {
      const images = this.timeline.imagesAt(place);
      const gone = images.filter(image => image.file === file);
      await this.#set(
        place,
        images.filter(image => image.file !== file),
      );
      await Promise.all(gone.map(image => this.images.remove(image)));
    });
  }

  async open(file: string): Promise<void> {
    const image = [...this.timeline.images, ...this.shown()].find(known => known.file === file);
    if (!image) {
      throw new UserError('image', t('This image is not there any more.'));
    }
    const uri = vscode.Uri.file(this.images.path(image));
    await vscode.commands.executeCommand('vscode.open', uri, { preview: true }, image.name);
  }

  /** Do something with those that are to be sent. They are where they were if it fails. */
  send(
    place: string,
    files: readonly string[],
    work: (images: readonly PromptImage[]) => Promise<unknown>,
  ): Promise<void> {
    return this.#next(async () => {
      const images = this.timeline.imagesAt(place);
      const sent = images.filter(image => files.includes(image.file));
      try {
        if (sent.length < files.length) {
          throw new UserError('image', t('An image of this prompt is not there any more. Look at it again.'));
        }
        await work(sent);
      } catch (error) {
        this.timeline.setImages(place, images);
        throw error;
      }
      await this.#set(
        place,
        images.filter(image => !sent.includes(image)),
      );
      await Promise.all(sent.map(image => this.images.remove(image)));
    });
  }

  #add(
    place: string,
    given: { readonly name: string } & ({ readonly bytes: Uint8Array } | { readonly size: number }),
    id: string | null,
  ): Promise<void> {
    return this.#next(async () => {
      const images = this.timeline.imagesAt(place);
      try {
        if ('size' in given) {
          throw new UserError('image', whyNoImage({ ...given, type: 'image/png' }, images) ?? '');
        }
        await this.#set(place, [...images, await this.images.add(given.name, given.bytes, images)], id);
      } catch (error) {
        this.timeline.setImages(place, images, UserError.is(error) ? error.message : null, id);
        if (!UserError.is(error)) {
          throw error;
        }
      }
    });
  }

  async #set(place: string, images: readonly PromptImage[], done: string | null = null): Promise<void> {
    this.timeline.setImages(place, images, null, done);
    await this.save(place, images);
  }

  #next(work: () => Promise<void>): Promise<void> {
    return this.#inTurn.run('images', work);
  }
}
