import type { FaultDriver } from '../faults/fault-driver.ts';
import type { UndoJournal } from '../journal/undo-record.ts';
import type { PreparedLoad } from '../load/load-driver.ts';
import type { PlannedFault, RunPlan } from '../plan/run-plan.ts';
import type { Prober } from '../probes/prober.ts';
import { judgeBaseline } from '../slo/judge-baseline.ts';
import { forecastEvidence } from '../slo/forecast-evidence.ts';
import type { Clock } from './clock.ts';
import type { EventBus } from './event-bus.ts';
import { runFaultSchedule } from './fault-schedule.ts';
import { createFaultSession } from './fault-session.ts';
import type { FaultSession } from './fault-session.ts';
import type { HoldPort } from './hold-port.ts';
import { createPhaseLog } from './phase-log.ts';
import { createSchedule } from './schedule.ts';
import { startingTimeMs } from './starting-time.ts';
import { watchProbes } from './watch-probes.ts';
import { watchStopConditions } from './stop-conditions.ts';
import { Stopped } from './stop-port.ts';
import type { StopPort } from './stop-port.ts';
import { createTimeline } from './timeline.ts';

/** Workers get the zero of the timeline a little before it comes, and its end too: else some would send beyond it. */
const LEAD_MS = 100;

export interface RunPorts {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly load: PreparedLoad;
  readonly probers: readonly Prober[];
  readonly driverOf: (fault: PlannedFault) => FaultDriver;
  readonly journal: UndoJournal;
  readonly stop: StopPort;
  readonly hold: HoldPort;
}

/**
 * warm-up → baseline → fault → recovery on a stack that stands. Whatever ends it, every fault that was written down is undone
 * before it returns; what could not be undone is in the events and in the journal. Rejects only for bugs.
 */
export async function executeRun(plan: RunPlan, ports: RunPorts): Promise<void> {
  const { clock, bus, load, probers, stop } = ports;
  const { timeline: planned } = plan;
  const zeroNs = clock.nowNs() + BigInt(LEAD_MS * 1e6);
  const timeline = createTimeline(clock, zeroNs, stop.signal);
  const phases = createPhaseLog(bus);
  const schedule = createSchedule({ timeline, hold: ports.hold, bus, onHeld: undoForHold });
  const done = new AbortController();
  let faultsBegan = false;
  /** Begun at the planned end. */
  let finished: Promise<void> | null = null;

  const sessions = plan.faults.map((fault) =>
    createFaultSession(fault, {
      ...ports,
      driver: ports.driverOf(fault),
      startingMs: startingTimeMs(plan, fault),
      onInjecting: enterFaultPhase,
    }),
  );

  bus.emit({ type: 'timeline-started', zeroMs: bus.nowMs() + LEAD_MS });
  load.begin(zeroNs, planned.baselineFromMs);
  if (planned.warmupMs > 0) phases.enter('warmup', 0);
  const stops = { conditions: plan.experiment.stopConditions, slos: plan.slos };
  const watching = watchStopConditions(stops, planned.baselineFromMs, { bus, timeline, stop, done: done.signal });
  const probing = watchProbes(probers, { bus, timeline, stop, done: done.signal });
  try {
    const endMs = await runPhases();
    schedule.close();
    finished = load.finish(endMs);
    await timeline.until(endMs);
    done.abort();
    phases.end(endMs, false);
    // Answers may take a timeout; who is stopped waits for them no longer.
    await timeline.untilEvent(finished);
  } catch (error) {
    if (!(error instanceof Stopped) && stop.cause === null) stop.stop({ kind: 'crash', error });
  } finally {
    done.abort();
    schedule.close();
    await unwind(sessions);
  }
  if (stop.cause !== null) {
    const atMs = Math.max(0, timeline.nowMs());
    phases.end(atMs, true);
    await (stop.cause.kind === 'requested' || stop.cause.kind === 'crash' ? load.abandon() : (finished ?? load.finish(atMs)));
  }
  await Promise.all([watching, probing]);
  if (stop.cause?.kind === 'crash') throw stop.cause.error;

  /** Returns the end, a little before it comes. */
  async function runPhases(): Promise<number> {
    await timeline.until(planned.baselineFromMs);
    phases.enter('baseline', planned.baselineFromMs);
    schedule.open();
    if (sessions.length === 0) return untilEndOrExhausted(planned.faultFromMs);
    await schedule.until(planned.faultFromMs);
    await gateOnBaseline();
    await runFaultSchedule(sessions, planned.faultFromMs, schedule, stop);
    endUnlessAllGone();
    const recoveryFromMs = timeline.nowMs();
    load.setBoundary('recovery', recoveryFromMs);
    phases.enter('recovery', recoveryFromMs);
    const endMs = Math.max(planned.endMs, schedule.nowMs() + planned.recoveryMs);
    await schedule.until(endMs - LEAD_MS);
    return schedule.onTimeline(endMs);
  }

  /** A closed load with an amount is over when that is sent and answered. */
  async function untilEndOrExhausted(endMs: number): Promise<number> {
    await schedule.untilOr(endMs - LEAD_MS, load.exhausted);
    return schedule.nowMs() < endMs - LEAD_MS ? timeline.nowMs() : schedule.onTimeline(endMs);
  }

  /** Breaking a system that is already broken teaches nothing: without its steady state nothing is injected. */
  async function gateOnBaseline(): Promise<void> {
    await load.snapshot();
    const { met, rows, unmetProbes } = judgeBaseline(plan.slos, bus.state);
    bus.emit({ type: 'baseline-judged', met, rows, unmetProbes });
    if (met) {
      for (const message of forecastEvidence(plan.slos, plan.loads, bus.state)) bus.emit({ type: 'warning-raised', message });
      return;
    }
    stop.stop({ kind: 'baseline-not-met' });
    stop.signal.throwIfAborted();
  }

  /** The fault phase lasts until the last fault is proven gone: with one left there is no recovery to measure. */
  function endUnlessAllGone(): void {
    const left = sessions.find((session) => session.open);
    if (left === undefined) return;
    stop.stop({ kind: 'fault-not-gone', fault: left.planned.id });
    stop.signal.throwIfAborted();
  }

  /** What a hold does. With a fault that does not go the run cannot go on: it is told as at any other end. */
  async function undoForHold(): Promise<void> {
    await unwind(sessions);
    const left = sessions.find((session) => session.open);
    if (left !== undefined) stop.stop({ kind: 'fault-not-gone', fault: left.planned.id });
  }

  function enterFaultPhase(): void {
    if (faultsBegan) return;
    faultsBegan = true;
    const fromMs = timeline.nowMs();
    load.setBoundary('fault', fromMs);
    phases.enter('fault', fromMs);
  }
}

/**
 * The last injected first. Each waits for the first attempt of the one before, not for its retries or its proof: one that does not
 * go must not hold up the others. A failure is an event.
 */
async function unwind(sessions: readonly FaultSession[]): Promise<void> {
  const byInjection = [...sessions].sort((a, b) => a.planned.atMs - b.planned.atMs).reverse();
  const releasing: Promise<void>[] = [];
  for (const session of byInjection) {
    releasing.push(session.release());
    await session.tried();
  }
  await Promise.all(releasing);
}
