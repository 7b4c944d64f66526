import { open } from 'node:fs/promises';

const TAIL_BYTES = 4_096;

/** The last lines of a log but for stack frames, for an error message; empty when there is nothing. */
export async function logTail(path: string, lines: number): Promise<readonly string[]> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const from = Math.max(0, size - TAIL_BYTES);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      return (
        buffer
          .toString('utf8', 0, bytesRead)
          .trimEnd()
          .split('\n')
          // Frames of a stack push what was said off the end.
          .filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
          .slice(-lines)
      );
    } finally {
      await file.close();
    }
  } catch {
    return [];
  }
}
