import type { PhaseTimings, TimeSummary } from '../events/load-state.ts';
import type { RunState } from '../events/run-state.ts';
import { stolenShare } from '../events/stolen-share.ts';
import { JUDGED_PHASES } from '../plan/phase.ts';
import { judgeGenerator } from '../slo/judge-generator.ts';
import { rankOf } from '../stats/rank.ts';
import { mergeTimes, ms } from './load-statistics.ts';
import type { GeneratorRow, SloRow, StolenRow, TailStatistics } from './report.ts';

/** The generator's own health over the judged phases, all loads together. */
export function generatorRow(state: RunState, slos: readonly SloRow[]): GeneratorRow {
  const timings = [...state.loads.values()].flatMap((load) => JUDGED_PHASES.flatMap((name) => load.phases.get(name)?.timings ?? []));
  const tailOf = (pick: (timing: PhaseTimings) => TimeSummary): TailStatistics => tail(timings.map(pick));
  const perWorker = [...state.generator.workers.values()]
    .sort((a, b) => a.worker - b.worker)
    .map((worker) => ({
      worker: worker.worker,
      cpuCores: worker.cpuSeconds === 0 ? null : round(worker.cpuCoresSum / worker.cpuSeconds),
      eventLoopDelayMaxMs: round(worker.eventLoopDelayMaxMs),
    }));
  const cores = perWorker.flatMap(({ cpuCores }) => cpuCores ?? []);
  const { limited, because, achievedRatio } = judgeGenerator(state, slos);
  return {
    dispatchLagMs: tailOf((timing) => timing.dispatchLag),
    blockedMs: tailOf((timing) => timing.blockedBySystem),
    blockedByCapMs: tailOf((timing) => timing.blockedByCap),
    achievedRatio,
    cpuCores: cores.length === 0 ? null : round(cores.reduce((sum, cpu) => sum + cpu, 0)),
    stolen: stolenRow(state),
    limited,
    limitedBecause: because,
    perWorker,
  };
}

function tail(parts: readonly TimeSummary[]): TailStatistics {
  const all = mergeTimes(parts.map((part) => part.histogram));
  const maxUs = parts.reduce((max, part) => Math.max(max, part.maxUs), 0);
  const at = (perTenThousand: number): number | null => ms(all.atRank(rankOf(perTenThousand, all.count)), maxUs);
  return { p50: at(5000), p99: at(9900), 'p99.9': at(9990), max: all.count === 0 ? null : ms(maxUs) };
}

function stolenRow(state: RunState): StolenRow | null {
  const stolen = stolenShare(state);
  return stolen === null ? null : { mean: round(stolen.mean), worstSecond: round(stolen.worstSecond) };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
