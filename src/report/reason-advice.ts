import type { ReasonCode } from './report.ts';

/** What to try next, as an imperative sentence; `null` where the message says it all. */
const ADVICE: Readonly<Record<ReasonCode, string | null>> = {
  'slo-failed': null,
  'slo-undecided':
    'where samples are too few, lengthen the phase or raise the rate; where dropped arrivals decide it, raise the cap or give more rows of data, as their details say',
  'nothing-judged': null,
  'baseline-not-met': 'make the system meet its steady state without faults first; nothing was injected',
  'fault-failed': 'check that the target runs and that the fault fits it',
  'fault-unproven': 'check that traffic really takes the way on which the fault lies',
  'fault-lost': 'look for restarts and cut connections of the target while the fault was in',
  'fault-not-gone': 'check the target by hand before the next run',
  'fault-not-exposed': 'check that the load makes the client use this edge',
  'held-by-operator': 'run it again without holding it',
  'generator-limited': 'lower the rate, free CPU on this machine, or run fewer loads at once',
  'worker-lost': 'see the messages above; if they name no cause, report it as a bug',
  'component-lost': 'find out why it went away; the log of a fault proxy that the run started is in its folder',
  unreachable: null,
  refused: null,
  'stop-condition': null,
  'probe-lost': 'make what the probe asks reachable for the whole run',
  'max-duration': 'raise `safety.maxDuration`, or shorten the phases',
  interrupted: null,
  'undo-incomplete': 'run the commands listed under "Left behind"',
  'internal-error': 'report it as a bug, with the run folder',
};

export function adviceFor(code: ReasonCode): string | null {
  return ADVICE[code];
}
