import type { ProbeAnswer, Prober } from '../probes/prober.ts';
import { timeLimit } from '../units/time-limit.ts';
import type { EventBus } from './event-bus.ts';
import { Stopped } from './stop-port.ts';
import type { StopPort } from './stop-port.ts';
import type { Timeline } from './timeline.ts';

/** So many times in a row nobody may be there to be asked: one may be a busy machine's. */
const UNASKED = 3;

export interface ProbePorts {
  readonly bus: EventBus;
  readonly timeline: Timeline;
  readonly stop: StopPort;
  /** Aborts when the last phase ends; an answer that is awaited then still counts. */
  readonly done: AbortSignal;
}

/** Asks every probe at 0, `every`, 2 × `every` … of the timeline until the run is done or stopped; a lost probe stops it. */
export async function watchProbes(probers: readonly Prober[], ports: ProbePorts): Promise<void> {
  await Promise.all(probers.map((prober) => watchProbe(prober, ports)));
}

async function watchProbe(prober: Prober, { bus, timeline, stop, done }: ProbePorts): Promise<void> {
  const { name, everyMs, timeoutMs } = prober.spec;
  const isDone = new Promise<void>((resolve) => done.addEventListener('abort', () => resolve(), { once: true }));
  let unasked = 0;
  try {
    for (let atMs = 0; ; atMs = nextAsk(atMs, everyMs, timeline.nowMs())) {
      await timeline.untilOr(atMs, isDone);
      if (done.aborted) return;
      const fromMs = bus.nowMs();
      const answer = await prober.ask(AbortSignal.any([stop.signal, timeLimit(timeoutMs)]));
      // What was cut off by the run's own end is no answer.
      if (stop.cause !== null) return;
      unasked = answer.kind === 'unasked' ? unasked + 1 : 0;
      bus.emit({ type: 'probe-completed', probe: name, tookMs: rounded(bus.nowMs() - fromMs), ...found(answer) });
      if (answer.kind === 'answered' || (!answer.hopeless && unasked < UNASKED)) continue;
      bus.emit({ type: 'probe-lost', probe: name, message: answer.message });
      stop.stop({ kind: 'probe-lost', probe: name, message: answer.message });
      return;
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
}

/** The next beat that has not passed: one that was missed is not made up for. */
function nextAsk(atMs: number, everyMs: number, nowMs: number): number {
  return Math.max(atMs + everyMs, Math.ceil(nowMs / everyMs) * everyMs);
}

function found(answer: ProbeAnswer): { ok: boolean; value: number | null; unit: string | null; message: string | null } {
  if (answer.kind === 'unasked') return { ok: false, value: null, unit: null, message: answer.message };
  const { ok, value, unit, message } = answer;
  return { ok, value: value === null ? null : rounded(value), unit, message };
}

/** To a millionth: a clock's noise is no information. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
