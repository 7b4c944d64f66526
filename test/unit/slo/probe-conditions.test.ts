import { describe, expect, it } from 'vitest';
import { emptyProbeState } from '../../../src/events/probe-state.ts';
import { evaluateProbeCondition } from '../../../src/slo/evaluate-probe-condition.ts';
import { parseSloExpression } from '../../../src/slo/parse-slo-expression.ts';

const PLANNED = { name: 'backlog', kind: 'http', asks: '', expects: '', everyMs: 1_000, timeoutMs: 500 } as const;

/** Answers a second apart from 0; the baseline begins at 2 s. */
function evaluated(text: string, values: readonly (number | null)[], nowMs: number) {
  const parsed = parseSloExpression(text);
  if (!parsed.ok) throw new Error(parsed.message);
  const probe = emptyProbeState(PLANNED);
  values.forEach((value, at) => probe.results.push({ atMs: at * 1_000, tookMs: 1, ok: value !== null && value < 100, value, phase: null }));
  return evaluateProbeCondition({ expression: parsed.expression, forMs: 2_000, text }, probe, 2_000, nowMs);
}

describe('a stop condition on a probe', () => {
  it('is breached once it has held on every answer for its time', () => {
    expect(evaluated('probe(backlog) > 50', [1, 1, 1, 60, 70], 4_900)).toEqual({ breached: false, value: 70 });
    expect(evaluated('probe(backlog) > 50', [1, 1, 1, 60, 70, 80], 5_100)).toEqual({ breached: true, value: 80 });
    expect(evaluated('probe(backlog) > 50', [1, 1, 60, 70, 10, 80], 5_500).breached).toBe(false);
  });

  it('never looks at the warm-up', () => {
    expect(evaluated('probe(backlog) > 50', [90, 90, 90], 2_500).breached).toBe(false);
  });

  it('takes a share by its answers, as expected or not', () => {
    expect(evaluated('probe(backlog) < 50%', [1, 1, 200, 200, 200], 4_100).breached).toBe(true);
    expect(evaluated('probe(backlog) < 50%', [1, 1, 200, 1, 200], 4_100).breached).toBe(false);
  });

  it('takes answers without a value, and silence, for no good news', () => {
    expect(evaluated('probe(backlog) > 50', [1, 1, null, null, null], 4_100).breached).toBe(true);
    expect(evaluated('probe(backlog) > 50', [1, 1, 1], 5_400).breached).toBe(false);
    expect(evaluated('probe(backlog) > 50', [1, 1, 1], 5_600)).toEqual({ breached: true, value: null });
  });
});
