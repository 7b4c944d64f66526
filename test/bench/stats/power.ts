import { powerToFail, powerToPass, samplesForPower } from '../../../src/slo/samples-for-power.ts';
import { parseSloExpression } from '../../../src/slo/parse-slo-expression.ts';
import { shareLimitOf } from '../../../src/slo/share-limit.ts';

export interface PowerRow {
  readonly slo: string;
  readonly n: number;
  readonly what: 'pass at half' | 'fail at twice';
  readonly power: number;
}

/** Exactly, by the binomial's own sums: no simulation. */
export function powerRows(): PowerRow[] {
  return [
    ['p95(response_time) < 1s', 663],
    ['p99(response_time) < 1s', 3_355],
    ['p99.9(response_time) < 1s', 33_334],
  ].flatMap(([text, n]): PowerRow[] => {
    const parsed = parseSloExpression(String(text));
    const limit = parsed.ok ? shareLimitOf(parsed.expression) : null;
    if (!parsed.ok || limit === null) throw new Error(`${text} is no SLO`);
    const planned = samplesForPower(parsed.expression)?.atTwice ?? 0;
    return [
      { slo: String(text), n: Number(n), what: 'pass at half', power: powerToPass(Number(n), limit, 0.95) },
      { slo: String(text), n: planned, what: 'fail at twice', power: powerToFail(planned, limit, 0.95) },
    ];
  });
}
