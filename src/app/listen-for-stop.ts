import { setTimeout as sleep } from 'node:timers/promises';
import type { DockerEngine } from '../docker/engine.ts';
import { removeMarker } from '../docker/markers.ts';
import { findStopRequests } from '../docker/stop-requests.ts';
import { readStopRequest, removeStopRequest } from '../journal/stop-request.ts';

const LOOK_MS = 500;
/** A call to an engine that may be far away. */
const ENGINE_LOOK_MS = 1_500;
const CALL_LIMIT_MS = 5_000;

export interface StopListening {
  /** Looks no more, and takes the requests away: they are answered. Idempotent. */
  close(): Promise<void>;
}

export interface StopListener {
  readonly run: string;
  readonly state: string;
  /** The engine that the run works on, where requests from other machines come in; `null`: none. */
  readonly engine: DockerEngine | null;
  /** Called once; `from` is empty where nobody knows. */
  readonly onStop: (from: string) => void;
  /** Told once of a request in the state folder that cannot be read, or looked for. */
  readonly onTrouble: (message: string) => void;
}

/** Looks for what `shakedown stop` leaves for a run: a file in the state folder, a never-started container on the engine. */
export function listenForStop({ run, state, engine, onStop, onTrouble }: StopListener): StopListening {
  const over = new AbortController();
  let isTold = false;
  let isTroubled = false;
  const tell = (from: string): void => {
    if (isTold || over.signal.aborted) return;
    isTold = true;
    onStop(from);
  };
  const looking = [
    look(LOOK_MS, fileSays),
    ...(engine === null ? [] : [look(ENGINE_LOOK_MS, async () => (await onEngine(engine)).at(0)?.from ?? null)]),
  ];

  /** An engine that does not answer is somebody else's to tell. */
  async function look(everyMs: number, find: () => Promise<string | null>): Promise<void> {
    while (!isTold && !over.signal.aborted) {
      const from = await find().catch(() => null);
      if (from !== null) return tell(from);
      await sleep(everyMs, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
    }
  }

  async function fileSays(): Promise<string | null> {
    try {
      const request = await readStopRequest(state, run);
      if (request?.unreadable != null) trouble(`a request to stop cannot be read, and is heeded all the same: ${request.unreadable}`);
      return request?.from ?? null;
    } catch (error) {
      trouble(`requests to stop cannot be looked for: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  function trouble(message: string): void {
    if (!isTroubled) onTrouble(message);
    isTroubled = true;
  }

  function onEngine(one: DockerEngine): ReturnType<typeof findStopRequests> {
    return findStopRequests(one, run, AbortSignal.timeout(CALL_LIMIT_MS));
  }

  return {
    async close() {
      over.abort();
      await Promise.all(looking);
      await removeStopRequest(state, run);
      if (engine === null) return;
      for (const { container } of await onEngine(engine)) await removeMarker(engine, container, AbortSignal.timeout(CALL_LIMIT_MS));
    },
  };
}
