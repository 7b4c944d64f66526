import { open, rename, rm } from 'node:fs/promises';

/** Readers see the whole file or none: written beside it, flushed, then renamed. */
export async function writeAtomically(path: string, content: string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  try {
    const file = await open(draft, 'w', 0o644);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
