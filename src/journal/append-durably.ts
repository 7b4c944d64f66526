import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** Appends lines and returns after fsync. One at a time per file: callers queue. Takes back what a failed write left. */
export async function appendDurably(file: FileHandle, lines: string): Promise<void> {
  const { size } = await file.stat();
  try {
    await file.appendFile(lines);
    await file.sync();
  } catch (error) {
    await file.truncate(size).catch(() => undefined);
    throw error;
  }
}

/** A new file is only there after a power cut when its folder's entry is on the disk too. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
