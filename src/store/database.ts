import { t } from '@vscode/l10n';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import { Emitter } from '../base/emitter';
import { messageOf } from '../base/errors';
import { withFileLock, type WithLock } from '../os/fileLock';
import { LockError } from '../os/lockError';
import { disk, writeChecked, type FileSystem } from '../os/files';
import { type BackupContents, readBackupContents } from './backupContents';
import { backUpDaily, listBackups, makeBackup } from './backups';
import type { Change, Snapshot } from './changes';
import { readDatabaseFile, removeLeftovers, stampOf } from './databaseFile';
import { migrate } from './migrations';
import { applyChanges, readSnapshot } from './rows';
import { asChangeError, asWriteError, StoreError } from './storeError';

export interface DatabaseOptions {
  /** Where `autobot.sqlite` is or will be. */
  readonly folder: string;
  /** sql-wasm.wasm of sql.js. */
  readonly wasmFile: string;
  /** Days of backups; {@link StoreDatabase.keepBackups} changes it. */
  readonly keepBackups?: number;
  /** Milliseconds to wait for another window's lock. */
  readonly patience?: number;
  readonly files?: FileSystem;
  readonly withLock?: WithLock;
  readonly now?: () => number;
}

/**
 * The database in memory and its file, which other processes write too.
 *
 * Blocks while sqlite works, so it lives in a worker. Its methods are for one caller at a time.
 */
export class StoreDatabase {
  readonly #changed = new Emitter<void>();
  /** Another process wrote, and its rows have been read. */
  readonly onDidChange = this.#changed.event;
  readonly #path: string;
  readonly #notices = new Set<string>();
  readonly #options: Required<DatabaseOptions>;
  /** Days of backups. */
  keepBackups: number;
  #memory: Database | undefined;
  /** The state of the file that was last read or written; `undefined` while there is none. */
  #seen: string | undefined;
  /** What is wrong with the file, and what memory holds in its stead. */
  #damage: { readonly why: string; readonly instead: string } | undefined;
  /** Memory is a repaired or migrated state that the file does not have yet. */
  #unsaved = false;
  /** The file has an older schema than memory. */
  #isOlder = false;
  #readOnly = false;
  #revision = 0;

  private constructor(
    private readonly sql: SqlJsStatic,
    options: DatabaseOptions,
  ) {
    this.#options = {
      keepBackups: 7,
      patience: 20_000,
      files: disk,
      withLock: withFileLock,
      now: Date.now,
      ...options,
    };
    this.#path = join(options.folder, 'autobot.sqlite');
    this.keepBackups = this.#options.keepBackups;
  }

  /** Open the file, or make it. A damaged one is set aside and the newest good backup takes its place. */
  static async open(options: DatabaseOptions): Promise<StoreDatabase> {
    const wasm = await readFile(options.wasmFile);
    const sql = await initSqlJs({ wasmBinary: new Uint8Array(wasm).buffer });
    const opened = new StoreDatabase(sql, options);
    await opened.refresh();
    await opened.#saveRepairs();
    return opened;
  }

  /** What was repaired, restored, set aside or left out, in words. */
  get notices(): readonly string[] {
    return [...this.#notices];
  }

  get readOnly(): boolean {
    return this.#readOnly;
  }

  /** Another number whenever the rows are others than were written here. */
  get revision(): number {
    return this.#revision;
  }

  async load(): Promise<Snapshot> {
    return readSnapshot(await this.refresh(), notice => this.#notices.add(notice));
  }

  /**
   * Make each batch of changes whole or not at all, and all that succeed in one write of the file.
   *
   * The outcomes are in the order of the batches: `null` for one that is on disk. Rejects if the file
   * could not be written; then nothing has changed.
   */
  async write(batches: readonly (readonly Change[])[]): Promise<(StoreError | null)[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#exclusively(signal => this.#writeLocked(batches, signal));
      } catch (error) {
        if (!LockError.is(error, 'lost') || attempt === 3) {
          throw asWriteError(error, this.#path);
        }
      }
    }
  }

  /** Copy the file as it is now. Returns the copy's name. */
  async backUp(): Promise<string> {
    return this.#exclusively(async signal => {
      await this.#writeLocked([], signal); // what was only repaired in memory is in the copy too
      return basename(await this.#makeBackup('manual'));
    });
  }

  backups(): Promise<BackupContents[]> {
    return readBackupContents(this.sql, this.#path);
  }

  /** Make history what it was in a backup. What it is now is backed up first: returns the name of that. */
  async restore(name: string): Promise<string> {
    return this.#exclusively(async signal => {
      await this.#writeLocked([], signal);
      const backup = (await listBackups(this.#path)).find(({ path }) => basename(path) === name);
      const file = backup && (await readDatabaseFile(this.sql, backup.path));
      if (file?.kind !== 'good' && file?.kind !== 'older') {
        const why =
          file?.kind === 'damaged'
            ? file.why
            : file?.kind === 'newer'
              ? t('it is of a newer Autobot')
              : t('it is gone');
        throw new StoreError('failed', t`The backup ${name} cannot be restored: ${why}. Nothing has changed.`);
      }
      const before = basename(await this.#makeBackup('restore'));
      await this.#save(this.#adopt(file.database), signal);
      this.#changed.fire();
      return before;
    });
  }

  /** Bring memory to what the file holds. */
  async refresh(): Promise<Database> {
    if (this.#memory && (await stampOf(this.#path)) === this.#seen) {
      return this.#memory;
    }
    const file = await readDatabaseFile(this.sql, this.#path);
    const isFirstLook = this.#memory === undefined && this.#seen === undefined;
    const isElsewhere = !isFirstLook && file.kind !== 'missing' && file.stamp !== this.#seen;
    this.#seen = file.kind === 'missing' ? undefined : file.stamp;
    this.#readOnly = file.kind === 'newer';
    this.#unsaved = file.kind !== 'good' && file.kind !== 'newer';
    this.#isOlder = file.kind === 'older';
    this.#damage = undefined;
    switch (file.kind) {
      case 'missing': // deleted under a running window: what is in memory is all there is, and is kept
        return (this.#memory ??= await this.#startWithoutFile());
      case 'damaged':
        return this.#standIn(file.why);
      case 'newer':
        this.#notices.add(
          t(
            "Autobot's history was written by a newer version of Autobot. It is shown but cannot be changed: update Autobot, or reload the window if it is up to date.",
          ),
        );
        break;
      case 'good':
      case 'older':
        break;
    }
    const memory = this.#adopt(file.database);
    if (isElsewhere) {
      this.#changed.fire();
    }
    return memory;
  }

  close(): void {
    this.#forget();
    this.#changed.dispose();
  }

  async #exclusively<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
    return this.#options.withLock(this.#path, this.#options.patience, work);
  }

  async #writeLocked(batches: readonly (readonly Change[])[], signal: AbortSignal): Promise<(StoreError | null)[]> {
    const memory = await this.refresh();
    if (this.#readOnly) {
      throw new StoreError(
        'readOnly',
        t("Autobot's history is from a newer version of Autobot and cannot be changed."),
      );
    }
    const outcomes = batches.map(changes => {
      try {
        applyChanges(memory, changes);
        return null;
      } catch (error) {
        return asChangeError(error);
      }
    });
    if (this.#unsaved || outcomes.includes(null)) {
      await this.#save(memory, signal);
    }
    return outcomes;
  }

  /** Write memory over the file. The lock is held, and memory is the file's state plus what is to be saved. */
  async #save(memory: Database, signal: AbortSignal): Promise<void> {
    const { files } = this.#options;
    try {
      if (this.#damage) {
        await this.#setAside(this.#damage);
      } else if (this.#isOlder) {
        await this.#makeBackup('migration');
      } else if (this.#seen !== undefined) {
        await this.#backUpDaily();
      }
      await writeChecked(this.#path, memory.export(), {
        ...files,
        rename: async (from, to) => {
          signal.throwIfAborted();
          // A lock that was taken for dead while the machine slept may have a second owner by now.
          if ((await stampOf(to)) !== this.#seen) {
            throw new LockError('lost', to);
          }
          await files.rename(from, to);
        },
      });
    } catch (error) {
      this.#forget();
      throw error;
    }
    this.#seen = await stampOf(this.#path);
    this.#unsaved = false;
    this.#isOlder = false;
    this.#damage = undefined;
  }

  /** Make the file what memory is after a repair or a migration. A failure is told; the next write tries again. */
  async #saveRepairs(): Promise<void> {
    const { why } = this.#damage ?? {};
    if (!this.#unsaved) {
      return;
    }
    try {
      await this.#exclusively(signal => this.#writeLocked([], signal));
    } catch (error) {
      const what = why === undefined ? '' : t`Autobot's history is damaged: ${why}. `;
      this.#notices.add(what + asWriteError(error, this.#path).message);
    }
  }

  /** What to go on with when the file is damaged: what is in memory, the newest good backup, or nothing. */
  async #standIn(why: string): Promise<Database> {
    if (this.#memory) {
      this.#damage = { why, instead: t('What was in memory has been saved anew.') };
      return this.#memory;
    }
    const backup = await this.#newestBackup();
    const instead = backup
      ? t`The backup ${basename(backup.path)} has been restored.`
      : t('There is no good backup, so a new history has been begun.');
    this.#damage = { why, instead };
    return this.#adopt(backup?.database ?? new this.sql.Database());
  }

  /** There is no file: that is a first start, or somebody has lost it. */
  async #startWithoutFile(): Promise<Database> {
    const backup = await this.#newestBackup();
    if (backup) {
      const name = basename(backup.path);
      this.#notices.add(t`Autobot's history (${this.#path}) was gone. The backup ${name} has been restored.`);
    }
    return this.#ready(backup?.database ?? new this.sql.Database());
  }

  async #newestBackup(): Promise<{ path: string; database: Database } | undefined> {
    for (const { path } of await listBackups(this.#path)) {
      const file = await readDatabaseFile(this.sql, path);
      if (file.kind === 'good' || file.kind === 'older') {
        return { path, database: file.database };
      }
      if (file.kind === 'newer') {
        file.database.close();
      }
    }
    return undefined;
  }

  /** Keep a copy of the damaged file. Until that is on disk the file keeps its name, so a crash changes nothing. */
  async #setAside({ why, instead }: { why: string; instead: string }): Promise<void> {
    const { mtime } = await stat(this.#path);
    const aside = `${this.#path}.damaged-${mtime.toISOString().replaceAll(':', '-')}`;
    if ((await stampOf(aside)) === undefined) {
      await writeChecked(aside, await readFile(this.#path), this.#options.files);
    }
    this.#notices.add(t`Autobot's history was damaged: ${why}. The damaged file is kept as ${aside}. ${instead}`);
  }

  #makeBackup(kind: 'migration' | 'restore' | 'manual'): Promise<string> {
    const { files, now } = this.#options;
    return makeBackup({ path: this.#path, kind, files, now: now() });
  }

  async #backUpDaily(): Promise<void> {
    const { files, now } = this.#options;
    try {
      if (await backUpDaily({ path: this.#path, keep: this.keepBackups, files, now: now() })) {
        await removeLeftovers(this.#path);
      }
    } catch (error) {
      this.#notices.add(t`The daily backup of ${dirname(this.#path)} could not be made: ${messageOf(error)}`);
    }
  }

  #adopt(database: Database): Database {
    this.#memory?.close();
    this.#memory = this.#ready(database);
    return this.#memory;
  }

  #ready(database: Database): Database {
    this.#revision++;
    if (!this.#readOnly) {
      migrate(database);
    }
    database.exec('PRAGMA foreign_keys = ON');
    return database;
  }

  /** Memory holds what the file does not: drop it, so that the file is read again. */
  #forget(): void {
    this.#memory?.close();
    this.#memory = undefined;
  }
}
