import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import initSqlJs from 'sql.js';

export const wasmFile = resolve('node_modules/sql.js/dist/sql-wasm.wasm');

/** A throwaway folder with a database in it. */
export class StoreFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'autobot-store-'));
  readonly file = join(this.path, 'autobot.sqlite');

  /** Names of all files, `backups/…` included. */
  get names(): string[] {
    return readdirSync(this.path, { recursive: true, encoding: 'utf8' }).sort();
  }

  read(name = 'autobot.sqlite'): Buffer {
    return readFileSync(join(this.path, name));
  }

  write(content: string | Uint8Array, name = 'autobot.sqlite'): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true });
    writeFileSync(join(this.path, name), content);
  }

  /** Run SQL on the file behind the store's back; the rows of the last statement. */
  async sql(text: string): Promise<unknown[][]> {
    const sql = await initSqlJs({ wasmBinary: new Uint8Array(readFileSync(wasmFile)).buffer });
    const database = new sql.Database(this.read());
    const rows = database.exec(text).at(-1)?.values ?? [];
    this.write(database.export());
    database.close();
    return rows;
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Bundle the worker, and programs that write rows: one through a store, one that waits to be killed. */
export async function bundle(
  outdir: string,
): Promise<{ workerFile: string; writerFile: string; mortalWriterFile: string }> {
  await build({
    entryPoints: {
      storeWorker: 'src/store/worker.ts',
      writer: 'test/unit/store/writerProcess.ts',
      mortalWriter: 'test/unit/store/mortalWriter.ts',
    },
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    loader: { '.sql': 'text' },
    logLevel: 'error',
  });
  return {
    workerFile: join(outdir, 'storeWorker.js'),
    writerFile: join(outdir, 'writer.js'),
    mortalWriterFile: join(outdir, 'mortalWriter.js'),
  };
}
