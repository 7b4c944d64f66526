import { latestAtMs } from '../events/run-state.ts';
import type { RunState } from '../events/run-state.ts';
import { EXIT, UserError } from '../errors/user-error.ts';
import { decideVerdict } from '../slo/decide-verdict.ts';
import { judgeSlos } from '../slo/judge-slo.ts';
import { describeRow, describeOutcome } from '../slo/describe-row.ts';
import { undoIncomplete } from '../slo/undo-incomplete.ts';
import { containerRows } from './container-rows.ts';
import { at, faultRow } from './fault-row.ts';
import { generatorRow } from './generator-row.ts';
import { loadRow } from './load-row.ts';
import { probeRow } from './probe-row.ts';
import type { OperatorRow, PhaseRow, Report, SloRow } from './report.ts';

/**
 * The report of a run, from its events alone, be it finished, stopped, interrupted or cut off. The verdict is the one it ended with; a
 * run that was killed before it had one gets the verdict that its events support. Throws a UserError for a log without `run-started`.
 */
export function buildReport(state: RunState): Report {
  const { header } = state;
  if (header === null) {
    throw new UserError('The event log does not say which run it is of.', {
      exitCode: EXIT.usage,
      try: 'give a run folder whose events.ndjson begins with `run-started`',
    });
  }
  const slos = judgeSlos(header.slos, state);
  const { verdict, exitCode, reasons } = state.ended ?? decideVerdict(state, slos);
  const leftovers = undoIncomplete(state);
  return {
    schema: 'shakedown.report/v1',
    run: header.run,
    source: header.source,
    name: header.name,
    hypothesis: header.hypothesis,
    verdict,
    exitCode,
    reasons,
    seed: header.seed,
    startedAt: state.startedAt ?? '',
    durationMs: Math.round(state.elapsedMs),
    runFolder: header.runFolder,
    toolVersion: header.toolVersion,
    node: header.node,
    host: header.host,
    engine: header.engine ?? null,
    manifestSha256: header.manifestSha256,
    git: header.git,
    warnings: [...state.warnings, ...breachWarnings(slos)],
    phases: phaseRows(state),
    slos,
    load: [...state.loads.values()].map(loadRow),
    faults: [...state.faults.values()].map(faultRow),
    containers: containerRows([...state.containers.values()]),
    probes: [...state.probes.values()].map(probeRow),
    undo: { complete: leftovers.length === 0, leftovers },
    operator: operatorRow(state),
    stop: stopRow(state),
    generator: generatorRow(state, slos),
  };
}

/** SLOs with `onBreach: warn` decide nothing, but are not passed over in silence. */
function breachWarnings(rows: readonly SloRow[]): string[] {
  return rows
    .filter((row) => row.onBreach === 'warn' && row.verdict !== 'pass' && row.n > 0)
    .map((row) => `${describeRow(row)}: ${row.verdict === 'fail' ? describeOutcome(row) : (row.note ?? 'could not be decided')}`);
}

/** As `report.json` and `--json` print it, newline included. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** A phase that still stood when the events ended was cut short there. */
function phaseRows(state: RunState): PhaseRow[] {
  return state.phases.map(({ name, fromMs, toMs, plannedMs, cutShort }) => ({
    name,
    fromMs: at(fromMs) ?? 0,
    toMs: at(toMs ?? Math.max(fromMs, latestAtMs(state))) ?? 0,
    plannedMs,
    cutShort: cutShort || toMs === null,
  }));
}

function operatorRow({ holds, notes }: RunState): OperatorRow {
  return {
    holds: holds.map(({ fromMs, toMs }) => ({ fromMs: at(fromMs) ?? 0, toMs: at(toMs) })),
    notes: notes.map(({ atMs, text }) => ({ atMs: at(atMs) ?? 0, text })),
  };
}

function stopRow({ stop }: RunState): Report['stop'] {
  if (stop === null) return null;
  const atMs = at(stop.atMs) ?? 0;
  switch (stop.kind) {
    case 'requested':
      return { by: stop.by, atMs, message: `stop requested by ${stop.by}` };
    case 'stop-condition':
      return { by: stop.kind, atMs, message: stop.condition };
    case 'probe-lost':
      return { by: stop.kind, atMs, message: `${stop.probe}: ${stop.message}` };
    default:
      return stop satisfies never;
  }
}
