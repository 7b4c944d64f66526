import type { StopCondition } from '../manifest/experiment.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import { evaluateBreach } from '../slo/evaluate-breach.ts';
import { formatSloExpression } from '../slo/format-slo-expression.ts';
import { evaluateStopCondition } from '../slo/evaluate-stop-condition.ts';
import type { EventBus } from './event-bus.ts';
import type { StopPort } from './stop-port.ts';
import { Stopped } from './stop-port.ts';
import type { Timeline } from './timeline.ts';

/**
 * Looks once a second, from `fromMs` on, at what is known now: at the stop conditions, and at the SLOs that stop a run on evidence. Ends
 * when the run is stopped or `done` aborts.
 */
export async function watchStopConditions(
  { conditions, slos }: { readonly conditions: readonly StopCondition[]; readonly slos: readonly PlannedSlo[] },
  fromMs: number,
  ports: { readonly bus: EventBus; readonly timeline: Timeline; readonly stop: StopPort; readonly done: AbortSignal },
): Promise<void> {
  const { bus, timeline, stop, done } = ports;
  const stopping = slos.filter(({ spec }) => spec.onBreach === 'stop');
  try {
    for (let atMs = fromMs + 1_000; !done.aborted; atMs += 1_000) {
      await timeline.until(atMs);
      const found = [
        ...conditions.map((condition) => ({ condition: condition.text, ...evaluateStopCondition(condition, bus.state, timeline.nowMs()) })),
        ...stopping.map((slo) => ({
          condition: `${formatSloExpression(slo.spec.expression)} with onBreach=stop`,
          ...evaluateBreach(slo, bus.state, timeline.nowMs()),
        })),
      ].find(({ breached }) => breached);
      if (found === undefined || done.aborted) continue;
      bus.emit({ type: 'stop-condition-breached', condition: found.condition, value: found.value });
      stop.stop({ kind: 'stop-condition', condition: found.condition, value: found.value });
      return;
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
}
