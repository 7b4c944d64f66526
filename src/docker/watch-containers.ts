import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DockerEngine } from './engine.ts';
import { COMPOSE } from './labels.ts';
import { parseEvent } from './parse-event.ts';
import type { ContainerNews } from './parse-event.ts';

const AGAIN_AFTER_MS = 500;
const LOST_AFTER_MS = 10_000;

export interface ContainerListener {
  onNews(news: ContainerNews): void;
  /** The engine has not answered for a while. Called once. */
  onLost(reason: string): void;
}

/**
 * Tells what becomes of a project's containers until it is closed. After a gap in the connection the engine is asked for what came in
 * it, so that each piece of news is told, once.
 */
export function watchContainers(engine: DockerEngine, project: string, listener: ContainerListener, sinceS: number): { close(): void } {
  const over = new AbortController();
  let since = sinceS;
  const seen = new Set<string>();
  void follow();
  return { close: () => over.abort() };

  async function follow(): Promise<void> {
    let lostAt: number | null = null;
    let isTold = false;
    while (!over.signal.aborted) {
      try {
        const label = [`${COMPOSE.project}=${project}`];
        const stream = await engine.docker.getEvents({ since, filters: { type: ['container'], label } });
        lostAt = null;
        await read(stream);
      } catch (error) {
        lostAt ??= performance.now();
        if (!isTold && performance.now() - lostAt > LOST_AFTER_MS) {
          isTold = true;
          listener.onLost(error instanceof Error ? error.message : String(error));
        }
      }
      await sleep(AGAIN_AFTER_MS, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
    }
  }

  async function read(stream: NodeJS.ReadableStream): Promise<void> {
    const stop = (): void => void (stream instanceof Readable && stream.destroy());
    over.signal.addEventListener('abort', stop);
    stream.on('error', () => undefined);
    // Closed while the stream was being opened: nobody would ever end it, and the process would not end either.
    if (over.signal.aborted) stop();
    try {
      for await (const line of createInterface({ input: stream })) {
        const event = parseEvent(line);
        if (event === null || over.signal.aborted) continue;
        // The engine repeats what happened in the second from which it is asked.
        if (seen.has(event.key)) continue;
        if (event.second > since) seen.clear();
        since = Math.max(since, event.second);
        seen.add(event.key);
        if (event.news !== null) listener.onNews(event.news);
      }
    } finally {
      over.signal.removeEventListener('abort', stop);
      stop();
    }
  }
}
