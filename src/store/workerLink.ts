import { t } from '@vscode/l10n';
import { Worker } from 'node:worker_threads';
import { messageOf } from '../base/errors';
import { getTranslations } from '../base/language';
import type { Disposable } from '../base/lifecycle';
import { StoreError } from './storeError';
import type { WorkerData } from './workerLanguage';
import type { CallName, Condition, FromWorker, StoreCalls } from './workerMessages';

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: StoreError) => void;
}

export interface LinkEvents {
  changed(): void;
  condition(condition: Condition): void;
  /** The worker is gone by itself. Nothing can be asked of it any more. */
  ended(): void;
}

/** A running worker and the questions it has not answered yet. */
export class WorkerLink implements Disposable {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #end: StoreError | undefined;

  constructor(
    workerFile: string,
    private readonly events: LinkEvents,
  ) {
    const data: WorkerData = { translations: getTranslations() };
    this.#worker = new Worker(workerFile, { name: 'autobot-store', workerData: data });
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', error => this.#ended(messageOf(error)));
    this.#worker.on('exit', code => this.#ended(t`its thread ended with code ${code}`));
  }

  call<C extends CallName>(call: C, ...args: Parameters<StoreCalls[C]>): Promise<ReturnType<StoreCalls[C]>> {
    return new Promise((resolve, reject) => {
      if (this.#end) {
        reject(this.#end);
        return;
      }
      const id = this.#nextId++;
      this.#pending.set(id, { resolve: resolve as Pending['resolve'], reject });
      this.#worker.postMessage({ id, call, args });
    });
  }

  dispose(): void {
    this.#refuse(new StoreError('closed', t("Autobot's history is closed.")));
    void this.#worker.terminate();
  }

  #receive(message: FromWorker): void {
    this.events.condition(message.condition);
    if (message.type === 'changed') {
      this.events.changed();
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.type === 'answered') {
      pending?.resolve(message.answer);
    } else {
      pending?.reject(new StoreError(message.failure.reason, message.failure.message));
    }
  }

  #ended(why: string): void {
    if (!this.#end) {
      this.#refuse(new StoreError('failed', t`Autobot's history could not be reached: ${why}.`));
      this.events.ended();
    }
  }

  /** Answer everything, now and from now on, with this error. */
  #refuse(error: StoreError): void {
    this.#end ??= error;
    for (const { reject } of this.#pending.values()) {
      reject(error);
    }
    this.#pending.clear();
  }
}
