import type { LoadPhaseState, LoadState, SpanState, TimeSummary } from '../events/load-state.ts';
import { JUDGED_PHASES, PHASES } from '../plan/phase.ts';
import type { PhaseName } from '../plan/phase.ts';
import { loadStatistics, mergeTimes, ofAnswered } from './load-statistics.ts';
import type { LoadRow, LoadStatistics } from './report.ts';

/** Counts include the warm-up, which has a phase of its own; `whole` and the endpoints are the judged phases. */
export function loadRow(load: LoadState): LoadRow {
  const spans = [...load.phases.values()];
  const judged = JUDGED_PHASES.flatMap((name) => load.phases.get(name) ?? []);
  const sum = (pick: (counts: SpanState['counts']) => number): number => spans.reduce((total, { counts }) => total + pick(counts), 0);
  const workers = [...load.workers.values()];
  return {
    name: load.name,
    model: load.model,
    engine: load.engine,
    connections: load.connections,
    offered: sum((counts) => counts.offered),
    sent: sum((counts) => counts.sent),
    completed: sum((counts) => counts.completed),
    dropped: sum((counts) => counts.dropped),
    neverSent: sum((counts) => counts.neverSent),
    abandoned: sum((counts) => counts.abandoned),
    unanswered: sum((counts) => counts.unanswered),
    staleRetries: sum((counts) => counts.staleRetries),
    connectionsOpened: workers.reduce((total, worker) => total + worker.connectionsOpened, 0),
    peakInFlight: workers.reduce((total, worker) => total + worker.peakInFlight, 0),
    timeoutMs: load.timeoutMs,
    timingsMs: timings(judged),
    whole: statisticsOf(judged, load),
    phases: phaseStatistics(load),
    endpoints: [...load.endpoints]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([endpoint, span]) => ({ endpoint, ...loadStatistics([span], endpointServiceTimes(load, endpoint, judged), rankedUpTo(load)) })),
  };
}

/** Engines tell endpoints apart only where there are several. */
function endpointServiceTimes(load: LoadState, endpoint: string, judged: readonly LoadPhaseState[]): TimeSummary[] {
  const own = load.endpointTimes.get(endpoint);
  if (own !== undefined) return [own.okServiceTime, own.failedServiceTime];
  return load.endpoints.size === 1 ? judged.flatMap(serviceTimes) : [];
}

function timings(phases: readonly LoadPhaseState[]): LoadRow['timingsMs'] {
  const of = (leg: keyof LoadRow['timingsMs']): LoadRow['timingsMs'][typeof leg] => {
    const times = phases.map((phase) => phase.timings.legs[leg]);
    return { count: mergeTimes(times.map(({ histogram }) => histogram)).count, ...ofAnswered(times) };
  };
  return { blocked: of('blocked'), connect: of('connect'), tls: of('tls'), send: of('send'), wait: of('wait'), receive: of('receive') };
}

function phaseStatistics(load: LoadState): Partial<Record<PhaseName, LoadStatistics>> {
  const rows: Partial<Record<PhaseName, LoadStatistics>> = {};
  for (const name of PHASES) {
    const phase = load.phases.get(name);
    if (phase !== undefined) rows[name] = statisticsOf([phase], load);
  }
  return rows;
}

function statisticsOf(phases: readonly LoadPhaseState[], load: LoadState): LoadStatistics {
  return loadStatistics(phases, phases.flatMap(serviceTimes), rankedUpTo(load));
}

/** A closed load has no response times that a failure could rank above. */
function rankedUpTo({ model, timeoutMs }: LoadState): number | null {
  return model === 'open' ? timeoutMs : null;
}

function serviceTimes(phase: LoadPhaseState): TimeSummary[] {
  return [phase.timings.okServiceTime, phase.timings.failedServiceTime];
}
