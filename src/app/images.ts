import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../base/errors';
import type { AgentImage } from '../core/agent';
import { imageTypeOf, type ImageType, type PromptImage, whyNoImage } from '../core/promptImage';
import { writeChecked } from '../os/files';

const drafts = 'drafts';
/** Milliseconds that an image of a prompt is kept that nobody goes on with. */
const draftAge = 30 * 24 * 3_600_000;

/**
 * `images/<task id>/`: what was sent with prompts, for the timeline and to be sent again; it goes with its task.
 * `images/drafts/`: what is to go with prompts that are being written.
 */
export class Images {
  constructor(
    readonly folder: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** Keep an image for a prompt that is being written, beside these others. Throws in words if it cannot go along. */
  async add(name: string, data: Uint8Array, others: readonly PromptImage[]): Promise<PromptImage> {
    const type = imageTypeOf(data);
    const why = whyNoImage({ name, type, size: data.byteLength }, others);
    if (type === undefined || why !== null) {
      throw new UserError('image', why ?? '');
    }
    const file = `${drafts}/${randomUUID()}.${endings[type]}`;
    await writeChecked(this.path({ file }), data);
    return { file, name, type, size: data.byteLength };
  }

  /** Forget an image that was not sent. */
  async remove(image: PromptImage): Promise<void> {
    await rm(this.path(image), { force: true });
  }

  /** Images of a draft become those of a task. The draft has its own until they are removed: what is sent may be refused. */
  async adopt(taskId: string, images: readonly PromptImage[]): Promise<PromptImage[]> {
    if (images.length > 0) {
      await mkdir(join(this.folder, taskId), { recursive: true, mode: 0o700 });
    }
    const adopted = images.map(async image => {
      const file = image.file.replace(/^[^/]+/, taskId);
      await copyFile(this.path(image), this.path({ file }));
      return { ...image, file };
    });
    return Promise.all(adopted);
  }

  /** Throws in words if one of a draft's is gone. */
  async checkPresent(images: readonly PromptImage[]): Promise<void> {
    const present = new Set((await this.present(images)).map(({ file }) => file));
    const gone = images.find(({ file }) => !present.has(file));
    if (gone) {
      throw new UserError('image', t`“${gone.name}” is not there any more. Add it again, or go on without it.`);
    }
  }

  /** As an agent takes them. */
  async read(images: readonly PromptImage[]): Promise<AgentImage[]> {
    const read = images.map(async image => {
      try {
        return { type: image.type, data: (await readFile(this.path(image))).toString('base64') };
      } catch (error) {
        const why = t`The image “${image.name}” of this prompt is not there any more, so the prompt was not sent.`;
        throw new UserError('image', why, { cause: error });
      }
    });
    return Promise.all(read);
  }

  /** Those of a draft that are still there. Somebody goes on with it: it is kept for longer. */
  async present(images: readonly PromptImage[]): Promise<PromptImage[]> {
    const time = new Date(this.now());
    const found = await Promise.all(
      images.map(image =>
        utimes(this.path(image), time, time).then(
          () => [image],
          () => [],
        ),
      ),
    );
    return found.flat();
  }

  /** Remove what belongs to drafts that nobody has gone on with for long. */
  async prune(): Promise<void> {
    const folder = join(this.folder, drafts);
    const names = await readdir(folder).catch(() => []); // there is none yet
    for (const file of names.map(name => join(folder, name))) {
      const found = await stat(file).catch(() => undefined);
      if (found && this.now() - found.mtimeMs > draftAge) {
        await rm(file, { force: true });
      }
    }
  }

  path({ file }: Pick<PromptImage, 'file'>): string {
    return join(this.folder, ...file.split('/'));
  }
}

const endings: Record<ImageType, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};
