import { open } from 'node:fs/promises';

/**
 * What tells one version of an index from another: the checksum that it ends with, and its time where `index.skipHash`
 * leaves that out. Git often writes the same index again.
 */
export async function getVersion(indexFile: string): Promise<string> {
  try {
    const file = await open(indexFile);
    try {
      const { size, mtimeMs } = await file.stat();
      const { buffer } = await file.read({ buffer: Buffer.alloc(20), position: Math.max(0, size - 20) });
      return buffer.some(byte => byte !== 0) ? `${size} ${buffer.toString('hex')}` : `${size} ${mtimeMs}`;
    } finally {
      await file.close();
    }
  } catch {
    return 'none'; // before the first file is added
  }
}
