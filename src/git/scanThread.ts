import { Worker } from 'node:worker_threads';
import type { Disposable } from '../base/lifecycle';
import type { Listing, Share } from './folderListing';

/** A thread that looks into folders, one share at a time. */
export class ScanThread implements Disposable {
  readonly #worker: Worker;
  #asked: PromiseWithResolvers<Listing> | undefined;
  #end: Error | undefined;

  constructor(workerFile: string) {
    this.#worker = new Worker(workerFile, { name: 'autobot-scan' });
    this.#worker.on('message', (listing: Listing) => this.#asked?.resolve(listing));
    this.#worker.on('error', error => this.#refuse(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', () => this.#refuse(new Error('the thread that looks for repositories has ended')));
  }

  list(share: Share): Promise<Listing> {
    if (this.#end) {
      return Promise.reject(this.#end);
    }
    this.#asked = Promise.withResolvers<Listing>();
    this.#worker.postMessage(share);
    return this.#asked.promise;
  }

  dispose(): void {
    void this.#worker.terminate();
  }

  #refuse(error: Error): void {
    this.#end ??= error;
    this.#asked?.reject(error);
  }
}
