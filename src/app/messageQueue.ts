import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { UserError } from '../base/errors';
import type { QueuedMessage } from '../core/model';
import type { PromptImage } from '../core/promptImage';
import type { History } from './history';
import { checkedPrompt } from './tasks';

/** What the user said to Claude while it works, task by task: kept until it has become a turn. */
export class MessageQueue {
  constructor(
    private readonly history: History,
    private readonly now: () => number = Date.now,
  ) {}

  /** In the order in which they will be sent. */
  of(taskId: string): QueuedMessage[] {
    const own = this.history.all('messages').filter(message => message.taskId === taskId);
    return own.toSorted((a, b) => a.position - b.position || a.createdAt - b.createdAt);
  }

  get(id: string): QueuedMessage {
    const message = this.history.find('messages', id);
    if (!message) {
      throw new UserError('noMessage', t('This message is no longer in the queue: it was sent or removed.'));
    }
    return message;
  }

  /** Put a message at the end. */
  async add(taskId: string, text: string, images: readonly PromptImage[] = []): Promise<QueuedMessage> {
    const position = (this.of(taskId).at(-1)?.position ?? 0) + 1;
    const message = { id: randomUUID(), taskId, text: checkedPrompt(text), images, position, createdAt: this.now() };
    await this.history.put('messages', message);
    return message;
  }

  async edit(id: string, text: string): Promise<void> {
    await this.history.put('messages', { ...this.get(id), text: checkedPrompt(text) });
  }

  /** Put a message at this index among its task's. */
  async move(id: string, to: number): Promise<void> {
    const message = this.get(id);
    const others = this.of(message.taskId).filter(other => other.id !== id);
    const index = Math.min(Math.max(to, 0), others.length);
    const before = others[index - 1]?.position ?? (others[0]?.position ?? 1) - 2;
    const after = others[index]?.position ?? before + 2;
    await this.history.put('messages', { ...message, position: (before + after) / 2 });
  }

  async remove(id: string): Promise<void> {
    await this.history.save([{ table: 'messages', delete: this.get(id).id }]);
  }
}
