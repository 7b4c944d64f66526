import type { RunState } from '../events/run-state.ts';
import type { Reason, SloRow } from '../report/report.ts';
import { describeRow, describeValue } from './describe-row.ts';
import { formatMeasured } from './format-measured.ts';
import { judgeGenerator } from './judge-generator.ts';
import { reason } from './reason.ts';

/** Why what was measured says nothing of the hypothesis: no steady state to begin with, or a generator that could not keep up. */
export function invalidReasons(state: RunState, rows: readonly SloRow[]): Reason[] {
  const generator = judgeGenerator(state, rows).because.map((message) => reason('generator-limited', message));
  const lost = [...state.generator.workers.values()].flatMap((worker) =>
    worker.lost === null ? [] : [reason('worker-lost', `load worker ${worker.worker} was lost: ${worker.lost}`)],
  );
  return [...baselineReasons(state), ...heldReasons(state), ...generator, ...lost];
}

/** A timeline that somebody held is not the one that was planned: what was measured answers another question. */
function heldReasons(state: RunState): Reason[] {
  return state.holds.map(({ fromMs, toMs }) => {
    const length = toMs === null ? 'to its end' : `for ${formatMeasured(toMs - fromMs, 'ms')}`;
    const phase = state.phases.findLast((candidate) => candidate.fromMs <= fromMs)?.name ?? null;
    return reason('held-by-operator', `an operator held the timeline ${length}: what ran is not what was planned`, { phase, atMs: fromMs });
  });
}

/** What died before anything was injected explains what was not met. */
function deathReasons(state: RunState, beforeMs: number): Reason[] {
  const containers = [...state.containers.values()].flatMap(({ name, lifecycle }) => {
    const death = lifecycle.find(({ change, expected }) => change === 'died' && !expected);
    if (death === undefined || death.atMs > beforeMs) return [];
    const how = `with code ${death.exitCode ?? 'unknown'}`;
    return [
      reason('baseline-not-met', `container ${name} died before any fault, ${how}: see \`docker logs ${name}\``, { atMs: death.atMs }),
    ];
  });
  return [...containers, ...deadProcesses(state, beforeMs)];
}

function deadProcesses(state: RunState, beforeMs: number): Reason[] {
  return [...state.processes.values()].flatMap(({ name, exit }) => {
    if (exit === null || exit.expected || exit.atMs > beforeMs) return [];
    const how = exit.signal === null ? `with code ${exit.code ?? 'unknown'}` : `by ${exit.signal}`;
    return [reason('baseline-not-met', `${name} died before any fault, ${how}: its log is in the run folder`, { atMs: exit.atMs })];
  });
}

function baselineReasons(state: RunState): Reason[] {
  if (state.baseline === null || state.baseline.met) return [];
  const { rows, unmetProbes, atMs } = state.baseline;
  const unmet = rows.filter((row) => row.verdict !== 'pass');
  const probes = unmetProbes.map(({ probe, message }) =>
    reason('baseline-not-met', `the probe ${probe} in the baseline: ${message}`, { phase: 'baseline', atMs }),
  );
  const deaths = deathReasons(state, atMs);
  if (unmet.length === 0 && probes.length === 0 && deaths.length === 0)
    return [reason('baseline-not-met', 'the baseline was not met', { phase: 'baseline', atMs })];
  const slos = unmet.map((row) => {
    const why = row.verdict === 'fail' ? `was ${describeValue(row)}` : (row.note ?? 'could not be decided');
    return reason('baseline-not-met', `${describeRow(row)}: ${why}`, { slo: row.id, phase: 'baseline', atMs });
  });
  return [...deaths, ...slos, ...probes];
}
