export interface Disposable {
  dispose(): void;
}

/**
 * Owns things that must be released together.
 *
 * Released in reverse order of registration. Something added after the owner
 * was disposed is released at once, so a slow `await` cannot leak a listener.
 */
export class Disposables implements Disposable {
  #items: Disposable[] | undefined = [];

  add<T extends Disposable>(item: T): T {
    if (this.#items === undefined) {
      item.dispose();
    } else {
      this.#items.push(item);
    }
    return item;
  }

  /** Release by a function, for things that are not disposables themselves. */
  defer(dispose: () => void): void {
    this.add({ dispose });
  }

  dispose(): void {
    const items = this.#items ?? [];
    this.#items = undefined;
    for (const item of items.reverse()) {
      item.dispose();
    }
  }
}
