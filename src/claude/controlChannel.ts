import { randomUUID } from 'node:crypto';
import type { ControlResponseLine } from './streamLine';

/** What the CLI answered. Old versions leave what they do not know without an answer: `no answer`. */
export type ControlAnswer =
  { readonly kind: 'ok' } | { readonly kind: 'refused'; readonly why: string } | { readonly kind: 'no answer' };

export type ControlQuestion =
  | { readonly subtype: 'initialize'; readonly hooks?: object }
  | { readonly subtype: 'interrupt'; readonly cancel_queued: boolean }
  | { readonly subtype: 'stop_task'; readonly task_id: string };

/** Our questions to the CLI, and its answers by request id. */
export class ControlChannel {
  readonly #waiting = new Map<string, (answer: ControlAnswer) => void>();
  #closed = false;

  constructor(private readonly send: (message: object) => void) {}

  ask(request: ControlQuestion, timeout: number): Promise<ControlAnswer> {
    if (this.#closed) {
      return Promise.resolve({ kind: 'no answer' });
    }
    const request_id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<ControlAnswer>();
    const timer = setTimeout(() => this.#settle(request_id, { kind: 'no answer' }), timeout);
    this.#waiting.set(request_id, answer => {
      clearTimeout(timer);
      resolve(answer);
    });
    this.send({ type: 'control_request', request_id, request });
    return promise;
  }

  answered({ response }: ControlResponseLine): void {
    const isError = response.subtype === 'error';
    this.#settle(response.request_id, isError ? { kind: 'refused', why: response.error ?? '' } : { kind: 'ok' });
  }

  /** The CLI is gone: nothing will be answered any more. */
  close(): void {
    this.#closed = true;
    for (const id of [...this.#waiting.keys()]) {
      this.#settle(id, { kind: 'no answer' });
    }
  }

  #settle(id: string, answer: ControlAnswer): void {
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
  }
}
