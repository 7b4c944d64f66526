import type { EventBus } from '../runner/event-bus.ts';

const CHECK_MS = 1_000;
/** A third of the silence that `watch` takes for the end of a run without one. */
const SILENT_MS = 5_000;

/**
 * Says that the run lives while nothing else does: a process that gets ready or an image that is built may be silent for minutes, and
 * the log is all that somebody who watches from elsewhere has. Returns the function that stops it.
 */
export function sendHeartbeats(bus: EventBus): () => void {
  const timer = setInterval(() => {
    const { ended, elapsedMs } = bus.state;
    if (ended === null && bus.nowMs() - elapsedMs >= SILENT_MS) bus.emit({ type: 'heartbeat-sent' });
  }, CHECK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
