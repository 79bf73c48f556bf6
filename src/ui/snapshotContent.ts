import * as vscode from 'vscode';
import * as z from 'zod';
import { absolutePath } from '../app/repositories';
import { type Disposable, Disposables } from '../base/lifecycle';
import { readFiltered } from '../git/blobs';

const scheme = 'autobot';

const Source = z.object({
  repository: z.string(),
  path: z.string(),
  /** `null`: no such file, shown as an empty one. */
  objectId: z.string().nullable(),
  /** Shown as what was taken out of this tree by a rejection. */
  rejected: z.object({ task: z.string(), tree: z.string().nullable() }).optional(),
});
export type SnapshotSource = z.infer<typeof Source>;

/** A file as it is in a snapshot: read-only, at the file's own path, so that a diff takes both sides for one file. */
export function snapshotUri(
  repository: string,
  path: string,
  objectId: string | null,
  rejected?: SnapshotSource['rejected'],
): vscode.Uri {
  const query = JSON.stringify({ repository, path, objectId, rejected });
  return vscode.Uri.file(absolutePath(repository, path)).with({ scheme, query });
}

/** What a snapshot's address names; `undefined` for any other. */
export function snapshotSource(uri: vscode.Uri): SnapshotSource | undefined {
  if (uri.scheme !== scheme) {
    return undefined;
  }
  try {
    return Source.safeParse(JSON.parse(uri.query)).data;
  } catch {
    return undefined; // not one of ours
  }
}

/**
 * Serves snapshot files as a read-only file system, since a text document provider could not show binary ones.
 *
 * An object id names content for good, so nothing ever changes.
 */
export class SnapshotContent implements vscode.FileSystemProvider, Disposable {
  readonly #owned = new Disposables();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<vscode.FileChangeEvent[]>());
  readonly onDidChangeFile = this.#changed.event;

  constructor() {
    this.#owned.add(
      vscode.workspace.registerFileSystemProvider(scheme, this, { isReadonly: true, isCaseSensitive: true }),
    );
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { byteLength: size } = await this.readFile(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const source = snapshotSource(uri);
    if (!source || !vscode.workspace.isTrusted) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    const { repository, path, objectId } = source;
    return objectId === null ? new Uint8Array() : readFiltered(repository, objectId, path);
  }

  readDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.FileNotADirectory(uri);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
