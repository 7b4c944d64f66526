import { setTimeout as sleep } from 'node:timers/promises';
import type { DockerEngine } from '../../../../docker/engine.ts';
import { inspectOrGone } from '../../../../docker/stack-container.ts';

const LONGEST_MS = 4_000;
const LOOK_EACH_MS = 40;
/** Before the next check is due: freezing takes some 20 ms. */
const MARGIN_MS = 150;
const DEFAULT_INTERVAL_MS = 30_000;

/**
 * Waits for a moment at which no health check, or other command, runs in the container. Engines of version 20 cannot undo a pause that
 * fell on the beginning of one until that check times out. Gives up waiting after some seconds: then the undo may have to wait.
 */
export async function betweenHealthChecks(engine: DockerEngine, id: string, wallClock: () => Date, signal: AbortSignal): Promise<void> {
  const until = performance.now() + LONGEST_MS;
  while (performance.now() < until) {
    const info = await inspectOrGone(engine, id, signal);
    const check = info?.Config.Healthcheck;
    if (info === null || check === undefined || check.Test?.[0] === 'NONE') return;
    const intervalMs = (check.Interval ?? 0) / 1e6 || DEFAULT_INTERVAL_MS;
    const last = info.State.Health?.Log.at(-1);
    const sinceMs = wallClock().getTime() - Date.parse(last?.End ?? info.State.StartedAt);
    const isRunning = (info.ExecIDs ?? []).length > 0;
    // An engine whose clock is another's: only what runs now can be known.
    const isDue = sinceMs >= 0 && sinceMs < intervalMs * 3 && sinceMs > intervalMs - Math.min(MARGIN_MS, intervalMs / 3);
    if (!isRunning && !isDue) return;
    await sleep(LOOK_EACH_MS, undefined, { signal });
  }
}
