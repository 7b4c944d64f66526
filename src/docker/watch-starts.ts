import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DockerEngine } from './engine.ts';
import { COMPOSE } from './labels.ts';

const AGAIN_AFTER_MS = 500;

export interface StartWatch {
  close(): void;
}

/**
 * Calls `onStart` whenever a container of the project starts, and after every gap in the engine's events, since one may have started in
 * it. The calls are not awaited.
 */
export function watchStarts(engine: DockerEngine, project: string, onStart: () => void): StartWatch {
  const over = new AbortController();
  void follow();
  return { close: () => over.abort() };

  async function follow(): Promise<void> {
    for (let first = true; !over.signal.aborted; first = false) {
      try {
        if (!first) await sleep(AGAIN_AFTER_MS, undefined, { signal: over.signal, ref: false });
        const label = [`${COMPOSE.project}=${project}`];
        const events = await engine.docker.getEvents({ filters: { type: ['container'], event: ['start'], label } });
        if (!first) onStart();
        await readUntilEnd(events);
      } catch {
        // The engine is away, or we are over: the loop's condition tells which.
      }
    }
  }

  function readUntilEnd(events: NodeJS.ReadableStream): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        over.signal.removeEventListener('abort', end);
        if (events instanceof Readable) events.destroy();
        resolve();
      };
      over.signal.addEventListener('abort', end);
      events.on('data', () => onStart());
      for (const event of ['end', 'close', 'error']) events.on(event, end);
      if (over.signal.aborted) end();
    });
  }
}
