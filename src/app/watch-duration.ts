import type { EventBus } from '../runner/event-bus.ts';
import type { StopPort } from '../runner/stop-port.ts';

/** Stops the run when it has taken `safety.maxDuration`, starting the stack included. Returns the function that stops watching. */
export function watchDuration(limitMs: number, { bus, stop }: { readonly bus: EventBus; readonly stop: StopPort }): () => void {
  const timer = setTimeout(() => {
    if (stop.cause !== null) return;
    bus.emit({ type: 'stop-requested', by: 'max-duration' });
    stop.stop({ kind: 'requested', by: 'max-duration' });
  }, limitMs);
  return () => clearTimeout(timer);
}
