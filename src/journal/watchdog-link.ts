import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { isObject } from './untyped.ts';

/** What the run writes to its watchdog, a line each. That the pipe ends without `done` is the run's death, whatever it died of. */
export type WatchdogMessage = { readonly beat: number } | { readonly done: true };

export const BEAT_MS = 1_000;
/** Without a beat for this long the run hangs: blocked, stopped, or swapped out. */
export const SILENCE_MS = 10_000;

export type EndOfWatch = 'done' | 'gone';

/**
 * Resolves when the run says that it is done, or is gone. Meanwhile `onSilent` is called about once a second as long as the run hangs;
 * never twice at a time.
 */
export async function watchRun(input: Readable, onSilent: () => Promise<void>): Promise<EndOfWatch> {
  let heardAt = performance.now();
  let done = false;
  let isChecking = false;
  let checking = Promise.resolve();
  const timer = setInterval(() => {
    if (performance.now() - heardAt < SILENCE_MS) return;
    if (isChecking) return;
    isChecking = true;
    checking = onSilent().finally(() => {
      isChecking = false;
    });
  }, BEAT_MS);
  // A pipe whose writer was killed may also end with ECONNRESET; either way it is over.
  input.on('error', () => undefined);
  const lines = createInterface({ input });
  lines.on('line', (line) => {
    heardAt = performance.now();
    done ||= saysDone(line);
  });
  await new Promise<void>((resolve) => {
    lines.once('close', resolve);
    input.once('close', resolve);
  });
  clearInterval(timer);
  await checking;
  return done ? 'done' : 'gone';
}

function saysDone(line: string): boolean {
  try {
    const message: unknown = JSON.parse(line);
    return isObject(message) && message['done'] === true;
  } catch {
    return false;
  }
}
