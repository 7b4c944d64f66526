import type { RunState } from '../events/run-state.ts';
import { EXIT } from '../errors/user-error.ts';
import { REASON_CODES } from '../report/report.ts';
import type { Reason, ReasonCode, SloRow, Verdict } from '../report/report.ts';
import { breakReasons } from './break-reasons.ts';
import { faultReasons } from './fault-reasons.ts';
import { invalidReasons } from './invalid-reasons.ts';
import { sloReasons } from './slo-reasons.ts';

export interface Decision {
  readonly verdict: Verdict;
  readonly exitCode: number;
  /** All of them, the one that decided first. Empty on a pass. */
  readonly reasons: readonly Reason[];
}

/** The run's verdict and exit code. SLO rows keep their own verdicts: a failed SLO of an invalid run is still shown as failed. */
export function decideVerdict(state: RunState, rows: readonly SloRow[]): Decision {
  const causes = [...breakReasons(state), ...faultReasons(state), ...invalidReasons(state, rows)];
  const reasons = [...causes, ...sloReasons(rows, causes.length > 0, state)].sort(
    (a, b) => REASON_CODES.indexOf(a.code) - REASON_CODES.indexOf(b.code),
  );
  const exitCode = reasons[0] === undefined ? EXIT.pass : exitCodeOf(reasons[0].code, state);
  return { verdict: reasons.length === 0 ? 'pass' : verdictOfExit(exitCode), exitCode, reasons };
}

function exitCodeOf(code: ReasonCode, state: RunState): number {
  switch (code) {
    case 'undo-incomplete':
      return EXIT.undoIncomplete;
    case 'internal-error':
      return EXIT.bug;
    case 'interrupted':
      return interruptedExit(state);
    case 'unreachable':
    case 'component-lost':
      return EXIT.unreachable;
    case 'refused':
      return state.failure?.exitCode ?? EXIT.usage;
    case 'stop-condition':
    case 'probe-lost':
    case 'max-duration':
      return EXIT.stopped;
    case 'baseline-not-met':
    case 'fault-failed':
    case 'fault-unproven':
    case 'fault-lost':
    case 'fault-not-gone':
    case 'fault-not-exposed':
    case 'held-by-operator':
    case 'generator-limited':
    case 'worker-lost':
    case 'slo-undecided':
      return EXIT.inconclusive;
    case 'slo-failed':
      return EXIT.sloFailed;
    case 'nothing-judged':
      return EXIT.pass;
    default:
      return code satisfies never;
  }
}

/** A key is a person's Ctrl-C; a lost terminal or parent ends a run as SIGTERM does. */
function interruptedExit(state: RunState): number {
  const first = state.stops.find((stop) => stop.kind === 'requested' && stop.by !== 'max-duration');
  return first?.kind === 'requested' && (first.by === 'SIGINT' || first.by === 'key') ? EXIT.interrupted : EXIT.terminated;
}

/** Of a run that is no pass. A stop condition is a fail: it says what must not happen. */
function verdictOfExit(exitCode: number): Verdict {
  return exitCode === EXIT.sloFailed || exitCode === EXIT.stopped ? 'fail' : 'inconclusive';
}
