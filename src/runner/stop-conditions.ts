import type { StopCondition } from '../manifest/experiment.ts';
import { evaluateStopCondition } from '../slo/evaluate-stop-condition.ts';
import type { EventBus } from './event-bus.ts';
import type { StopPort } from './stop-port.ts';
import { Stopped } from './stop-port.ts';
import type { Timeline } from './timeline.ts';

/** Looks once a second, from `fromMs` on, at what is known now; ends when the run is stopped or `done` aborts. */
export async function watchStopConditions(
  conditions: readonly StopCondition[],
  fromMs: number,
  ports: { readonly bus: EventBus; readonly timeline: Timeline; readonly stop: StopPort; readonly done: AbortSignal },
): Promise<void> {
  const { bus, timeline, stop, done } = ports;
  try {
    for (let atMs = fromMs + 1_000; !done.aborted; atMs += 1_000) {
      await timeline.until(atMs);
      for (const condition of conditions) {
        const { breached, value } = evaluateStopCondition(condition, bus.state, timeline.nowMs());
        if (!breached || done.aborted) continue;
        bus.emit({ type: 'stop-condition-breached', condition: condition.text, value });
        stop.stop({ kind: 'stop-condition', condition: condition.text, value });
        return;
      }
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
}
