import { t } from '@vscode/l10n';
import { Emitter } from '../base/emitter';
import type { Disposable } from '../base/lifecycle';
import type { TableName, Tables } from '../core/model';
import type { BackupContents } from './backupContents';
import type { Change, Snapshot } from './changes';
import type { News } from './knowledge';
import { asWriteError, StoreError } from './storeError';
import { WorkerLink } from './workerLink';
import type { Condition, Failure } from './workerMessages';

export interface StoreOptions {
  /** Where `autobot.sqlite` and its backups are. Made if it does not exist. */
  readonly folder: string;
  /** The bundle of worker.ts. */
  readonly workerFile: string;
  /** sql-wasm.wasm of sql.js. */
  readonly wasmFile: string;
  /** Days of backups; 7 unless told. */
  readonly keepBackups?: number;
}

interface WaitingWrite {
  readonly changes: readonly Change[];
  readonly resolve: () => void;
  readonly reject: (error: StoreError) => void;
}

/**
 * What Autobot remembers, kept in a file that several windows share.
 *
 * All the work is done in a worker thread. One that dies is replaced at the next call.
 */
export class Store implements Disposable {
  readonly #changed = new Emitter<void>();
  /** Another window wrote. */
  readonly onDidChange = this.#changed.event;
  readonly #waiting: WaitingWrite[] = [];
  #condition: Condition = { notices: [], readOnly: false };
  #link: Promise<WorkerLink> | undefined;
  #writing: Promise<void> | undefined;
  #loading: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | undefined;

  #keepBackups: number | undefined;

  private constructor(private readonly options: StoreOptions) {
    this.#keepBackups = options.keepBackups;
  }

  static async open(options: StoreOptions): Promise<Store> {
    const store = new Store(options);
    await store.#connect();
    return store;
  }

  /** What was repaired, restored, set aside or left out, in words. */
  get notices(): readonly string[] {
    return this.#condition.notices;
  }

  /** A newer version of Autobot wrote the file: it can be read only. */
  get readOnly(): boolean {
    return this.#condition.readOnly;
  }

  /** Everything, as it is in the file now. */
  load(): Promise<Snapshot> {
    return this.#read(async link => {
      await link.call('load');
      return rowsFrom(link);
    });
  }

  /** What is in the file now and not as it was read or written last; `null` if it has to be loaded as a whole. */
  news(): Promise<News | null> {
    return this.#read(async link => {
      const removed = await link.call('news');
      return removed && { removed, rows: await rowsFrom(link) };
    });
  }

  /**
   * Make these changes, all or none. Resolves when they are on disk.
   *
   * Calls are served in their order; those that wait share one write of the file, but not each other's failures.
   */
  write(changes: readonly Change[]): Promise<void> {
    if (this.#closed) {
      return Promise.reject(new StoreError('closed', t("Autobot's history is closed.")));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ changes, resolve, reject });
      this.#writing ??= this.#writeWaiting();
    });
  }

  /** How many days of backups stay. */
  async keepBackups(days: number): Promise<void> {
    this.#keepBackups = days;
    await (await this.#connect()).call('keepBackups', days);
  }

  /** Copy the file as it is now. Returns the copy's name. */
  async backUp(): Promise<string> {
    return (await this.#connect()).call('backUp');
  }

  /** What there is to restore, newest first. */
  async backups(): Promise<readonly BackupContents[]> {
    return (await this.#connect()).call('backups');
  }

  /** Make history what it was in a backup. Returns the name of a backup of what it was until now, which undoes it. */
  async restore(name: string): Promise<string> {
    return (await this.#connect()).call('restore', name);
  }

  /** Wait for pending writes, then let go of the file. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  dispose(): void {
    void this.close();
  }

  async #writeWaiting(): Promise<void> {
    await Promise.resolve(); // what is written in the same breath goes together
    while (this.#waiting.length > 0) {
      const writes = this.#waiting.splice(0);
      const outcomes = await this.#writeTogether(writes);
      for (const [index, { resolve, reject }] of writes.entries()) {
        const failure = outcomes[index];
        if (failure) {
          reject(new StoreError(failure.reason, failure.message));
        } else {
          resolve();
        }
      }
    }
    this.#writing = undefined; // in one step with the last look at #waiting, or a write in between is never served
  }

  async #writeTogether(writes: readonly WaitingWrite[]): Promise<readonly (Failure | null)[]> {
    try {
      const link = await this.#connect();
      return await link.call(
        'write',
        writes.map(write => write.changes),
      );
    } catch (error) {
      const failure = asWriteError(error, this.options.folder);
      return writes.map(() => failure);
    }
  }

  /** One reading at a time: the worker holds the pages of the latest. */
  #read<T>(read: (link: WorkerLink) => Promise<T>): Promise<T> {
    const result = this.#loading.then(async () => read(await this.#connect()));
    this.#loading = result.catch(() => undefined); // the caller hears of it; the next one starts afresh
    return result;
  }

  #connect(): Promise<WorkerLink> {
    this.#link ??= this.#start();
    return this.#link;
  }

  async #start(): Promise<WorkerLink> {
    const { workerFile, folder, wasmFile } = this.options;
    const keepBackups = this.#keepBackups;
    const options = { folder, wasmFile, ...(keepBackups !== undefined && { keepBackups }) };
    const link = new WorkerLink(workerFile, {
      changed: () => this.#changed.fire(),
      condition: condition => {
        this.#condition = condition;
      },
      ended: () => {
        this.#link = undefined;
      },
    });
    try {
      await link.call('open', options);
      return link;
    } catch (error) {
      link.dispose();
      this.#link = undefined;
      throw error;
    }
  }

  async #close(): Promise<void> {
    await this.#writing;
    await this.#loading;
    const link = await this.#link?.catch(() => undefined);
    await link?.call('close').catch(() => undefined); // a worker that died has nothing left to close
    link?.dispose();
    this.#changed.dispose();
  }
}

async function rowsFrom(link: WorkerLink): Promise<Snapshot> {
  const tables: { [T in TableName]?: Tables[TableName][] } = {};
  for (let page = await link.call('nextPage'); page; page = await link.call('nextPage')) {
    (tables[page.table] ??= []).push(...page.rows);
  }
  return tables as unknown as Snapshot; // the worker sends every table
}
