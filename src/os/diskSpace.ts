import { statfs } from 'node:fs/promises';

/** Bytes that can still be written to the disk of a folder; `null` where nobody knows. */
export async function getFreeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
