import type * as vscode from 'vscode';
import * as z from 'zod';
import type { PromptImage } from '../core/promptImage';
import { promptPlace } from '../protocol/limits';
import { ImageView } from '../protocol/view';

const names = { texts: 'drafts', images: 'draftImages' };
const Images = z.record(z.string(), z.array(ImageView)).catch({});

/** What the user has written and not sent, by timeline: kept in the workspace's state after a panel is closed. */
export class Drafts {
  constructor(private readonly memento: vscode.Memento) {}

  get(timeline: string): string {
    return this.memento.get<Record<string, string>>(names.texts, {})[timeline] ?? '';
  }

  async set(timeline: string, text: string): Promise<void> {
    if (text !== this.get(timeline)) {
      await this.#put(names.texts, timeline, text);
    }
  }

  /** What goes along, by place: the prompt, or a task's form by the task's id. The files may be gone meanwhile. */
  images(timeline: string): ReadonlyMap<string, readonly PromptImage[]> {
    const all = Object.entries(Images.parse(this.memento.get(names.images)));
    const own = all.filter(([key]) => key === timeline || key.startsWith(`${timeline} `));
    return new Map(own.map(([key, images]) => [key.slice(timeline.length + 1) || promptPlace, images]));
  }

  setImages(timeline: string, place: string, images: readonly PromptImage[]): Promise<void> {
    return this.#put(names.images, place === promptPlace ? timeline : `${timeline} ${place}`, images);
  }

  async #put(name: string, timeline: string, value: string | readonly PromptImage[]): Promise<void> {
    const others = Object.entries(this.memento.get<object>(name, {})).filter(([other]) => other !== timeline);
    const all = value.length === 0 ? others : [...others, [timeline, value]];
    await this.memento.update(name, Object.fromEntries(all));
  }
}
