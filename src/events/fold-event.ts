import { foldContainerChanged, foldContainersMeasured } from './fold-container.ts';
import { foldFaultEvent } from './fold-fault-event.ts';
import { foldGeneratorHealth, foldWorkerLost } from './fold-generator.ts';
import { emptyLoadState, foldDelta, foldLive, foldTimings } from './fold-load.ts';
import { plannedFaultState } from './fault-state.ts';
import { isAppended } from './is-appended.ts';
import type { LoadState } from './load-state.ts';
import { moveToTimeline } from './move-to-timeline.ts';
import { emptyProbeState, foldProbeResult } from './probe-state.ts';
import type { ProbeState } from './probe-state.ts';
import type { RunEvent, RunStarted } from './run-event.ts';
import { latestAtMs } from './run-state.ts';
import type { ProcessState, RunState, StopState } from './run-state.ts';
import type { SloFilter } from '../slo/slo-options.ts';
import type { PhaseName } from '../plan/phase.ts';

/**
 * Adds one fact to what is known. Changes `state` in place, on purpose: a run of an hour has thousands of deltas. Events may come
 * from a log that was cut off anywhere, so nothing here relies on an event that should have come before.
 */
export function foldEvent(state: RunState, event: RunEvent): void {
  state.startedAt ??= event.at;
  if (state.ended === null && !isAppended(event)) state.elapsedMs = Math.max(state.elapsedMs, event.ms);
  state.binWidth.note(event);
  const atMs = event.ms - (state.zeroMs ?? 0);
  switch (event.type) {
    case 'run-started':
      return startRun(state, event);
    case 'warning-raised':
      state.warnings.push(event.message);
      return;
    case 'proxy-started':
      state.proxy = { apiUrl: event.apiUrl, pid: event.pid, lost: null };
      return;
    case 'toxiproxy-found':
      return;
    case 'proxy-lost':
      if (state.proxy !== null) state.proxy.lost = event.reason;
      state.lostComponents.push({ component: 'proxy', message: event.reason, atMs });
      return;
    case 'edge-routed':
      state.edges.push({ edge: event.edge, instance: event.instance, listen: event.listen, upstream: event.upstream });
      return;
    case 'process-started': {
      const process = processOf(state, event.instance, event.pid);
      Object.assign(process, { status: 'starting', pid: event.pid, starts: process.starts + 1, exit: null });
      return;
    }
    case 'process-ready': {
      const process = state.processes.get(event.instance);
      if (process !== undefined) process.status = 'ready';
      return;
    }
    case 'process-exited': {
      const process = processOf(state, event.instance, event.pid);
      const { code, signal, expected } = event;
      if (process.pid === event.pid) Object.assign(process, { status: 'exited', exit: { code, signal, expected, atMs } });
      return;
    }
    case 'container-changed':
      return foldContainerChanged(state.containers, event, atMs);
    case 'containers-measured':
      return foldContainersMeasured(state.containers, event, atMs, state.binWidth);
    case 'timeline-started':
      state.zeroMs = event.zeroMs;
      return moveToTimeline(state, event.zeroMs);
    case 'phase-started':
      state.phase = event.phase;
      state.phases.push({ name: event.phase, fromMs: event.fromMs, plannedMs: plannedMs(state, event.phase), toMs: null, cutShort: false });
      return;
    case 'phase-ended': {
      const phase = state.phases.findLast((candidate) => candidate.name === event.phase);
      if (phase !== undefined) Object.assign(phase, { toMs: event.toMs, cutShort: event.cutShort });
      if (state.phase === event.phase) state.phase = null;
      return;
    }
    case 'load-recorded':
      return foldDelta(loadOf(state, event.delta.load), event.delta, atMs);
    case 'timings-recorded':
      return foldTimings(loadOf(state, event.timings.load), event.timings, atMs);
    case 'load-observed':
      for (const live of event.live) foldLive(loadOf(state, live.load), event.worker, live, atMs);
      return;
    case 'generator-observed':
      return foldGeneratorHealth(state, event.health);
    case 'worker-lost':
      return foldWorkerLost(state.generator, event.worker, event.reason);
    case 'baseline-judged':
      state.baseline = { met: event.met, rows: event.rows, unmetProbes: event.unmetProbes ?? [], atMs };
      return;
    case 'probe-completed': {
      const askedAtMs = atMs - event.tookMs;
      const phases = { askedIn: phaseAt(state, askedAtMs), answeredIn: state.phase };
      return foldProbeResult(probeOf(state, event.probe), event, askedAtMs, phases);
    }
    case 'probe-lost':
      probeOf(state, event.probe).lost = { atMs, message: event.message };
      return stop(state, { kind: 'probe-lost', probe: event.probe, message: event.message, atMs });
    case 'stop-condition-breached':
      return stop(state, { kind: 'stop-condition', condition: event.condition, value: event.value, atMs });
    case 'stop-requested':
      return stop(state, { kind: 'requested', by: event.by, from: event.from ?? null, atMs });
    case 'timeline-held':
      state.holds.push({ fromMs: atMs, toMs: null });
      return;
    case 'timeline-resumed': {
      const hold = state.holds.at(-1);
      if (hold !== undefined) hold.toMs ??= atMs;
      return;
    }
    case 'note-written':
      state.notes.push({ atMs, text: event.text });
      return;
    case 'view-changed':
    case 'heartbeat-sent':
      return;
    case 'component-lost':
      state.lostComponents.push({ component: event.component, message: event.message, atMs });
      return;
    case 'leftover-found':
      state.leftovers.set(event.id, { id: event.id, describe: event.describe, manual: event.manual });
      return;
    case 'record-replayed':
      for (const fault of state.faults.values()) if (`fault:${fault.planned.id}` === event.id) fault.replayed = event.ok;
      if (event.ok) state.leftovers.delete(event.id);
      else state.leftovers.set(event.id, { id: event.id, describe: event.message, manual: state.leftovers.get(event.id)?.manual ?? [] });
      return;
    case 'run-failed':
      state.failure ??= { exitCode: event.exitCode, message: event.message, where: event.where, try: event.try, atMs };
      return;
    case 'run-ended':
      state.ended = { verdict: event.verdict, exitCode: event.exitCode, reasons: event.reasons };
      return;
    case 'fault-inject-called':
    case 'fault-inject-failed':
    case 'fault-proven':
    case 'fault-unproven':
    case 'fault-held':
    case 'fault-reapplied':
    case 'fault-lost':
    case 'fault-undo-called':
    case 'fault-undo-failed':
    case 'fault-gone':
    case 'fault-not-gone': {
      const fault = state.faults.get(event.fault);
      if (fault !== undefined) foldFaultEvent(fault, event, latestAtMs(state));
      return;
    }
    default:
      event satisfies never;
  }
}

function startRun(state: RunState, event: RunStarted): void {
  state.header = event;
  for (const load of event.loads) state.loads.set(load.name, emptyLoadState(load, filtersOn(event, load.name)));
  for (const probe of event.probes ?? []) state.probes.set(probe.name, emptyProbeState(probe));
  for (const fault of event.faults) state.faults.set(fault.id, plannedFaultState(fault));
}

/** What the SLOs on a load want told apart; logs of before there were filters have none. */
function filtersOn({ slos }: RunStarted, load: string): SloFilter[] {
  return slos.flatMap((slo) => (slo.load === load && slo.spec.where ? [slo.spec.where] : []));
}

function loadOf(state: RunState, name: string): LoadState {
  const known = state.loads.get(name);
  if (known !== undefined) return known;
  const load = emptyLoadState({ name, model: 'open', engine: 'native', connections: null, peakRate: 0, maxInFlight: 0, timeoutMs: 0 });
  state.loads.set(name, load);
  return load;
}

function probeOf(state: RunState, name: string): ProbeState {
  const known = state.probes.get(name);
  if (known !== undefined) return known;
  const probe = emptyProbeState({ name, kind: 'http', asks: '', expects: '', everyMs: 0, timeoutMs: 0 });
  state.probes.set(name, probe);
  return probe;
}

/** The phase that stood at `atMs`. */
function phaseAt(state: RunState, atMs: number): PhaseName | null {
  return state.phases.findLast(({ fromMs, toMs }) => fromMs <= atMs && (toMs === null || atMs < toMs))?.name ?? null;
}

function processOf(state: RunState, name: string, pid: number): ProcessState {
  const known = state.processes.get(name);
  if (known !== undefined) return known;
  const process: ProcessState = { name, status: 'starting', pid, starts: 0, exit: null };
  state.processes.set(name, process);
  return process;
}

function plannedMs(state: RunState, phase: PhaseName): number {
  const timeline = state.header?.timeline;
  if (timeline === undefined) return 0;
  const planned = { warmup: timeline.warmupMs, baseline: timeline.baselineMs, fault: timeline.faultMs, recovery: timeline.recoveryMs };
  return planned[phase];
}

function stop(state: RunState, cause: StopState): void {
  state.stop ??= cause;
  state.stops.push(cause);
}
