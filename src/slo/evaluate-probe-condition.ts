import type { ProbeResult, ProbeState } from '../events/probe-state.ts';
import type { StopCondition } from '../manifest/experiment.ts';
import { compare } from './compare.ts';
import type { StopEvaluation } from './evaluate-stop-condition.ts';

/**
 * A stop condition on a probe: it is breached once it has held on every answer for `forMs`, counted from the first of them. With a
 * limit in % an answer as expected is 100 %, any other 0 %; with a number, an answer without a value holds too, since no data is no
 * good news, and so does silence beyond the time in which an answer was due.
 */
export function evaluateProbeCondition(
  { expression, forMs }: StopCondition,
  probe: ProbeState,
  judgedFromMs: number,
  nowMs: number,
): StopEvaluation {
  const { comparison, limit } = expression;
  const valueOf = ({ ok, value }: ProbeResult): number | null => (limit.unit === 'ratio' ? Number(ok) : value);
  const holds = (result: ProbeResult): boolean => {
    const value = valueOf(result);
    return value === null || compare(value, comparison, limit.value);
  };
  const judged = probe.results.filter(({ atMs }) => atMs >= judgedFromMs);
  const last = judged.at(-1);
  const dueMs = (last?.atMs ?? judgedFromMs) + probe.planned.everyMs + probe.planned.timeoutMs;
  if (nowMs - dueMs >= forMs) return { breached: true, value: null };
  if (last === undefined) return { breached: false, value: null };
  const calm = judged.findLastIndex((result) => !holds(result));
  const first = judged[calm + 1];
  return { breached: first !== undefined && nowMs - first.atMs >= forMs, value: valueOf(last) };
}
