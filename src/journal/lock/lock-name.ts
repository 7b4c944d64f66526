import { createHash } from 'node:crypto';

/**
 * A lock is a series of files `<name>.<generation>.lock`, and the highest generation is the holder. Taking over an expired lock creates
 * the next generation with `link()`, which only one can do. (Deleting the expired file first would race: a second taker, who had read
 * the old content, would delete the first taker's new lock.)
 */
export function lockName(key: string): string {
  const readable = key.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(0, 60);
  return `${readable}-${createHash('sha256').update(key).digest('hex').slice(0, 8)}`;
}

export function lockFileName(name: string, generation: number): string {
  return `${name}.${generation}.lock`;
}

export function parseLockFileName(file: string): { readonly name: string; readonly generation: number } | null {
  const match = /^(.+)\.(\d+)\.lock$/.exec(file);
  const [, name, generation] = match ?? [];
  return name === undefined || generation === undefined ? null : { name, generation: Number(generation) };
}
