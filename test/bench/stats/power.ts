import { powerToFail, powerToPass, samplesForPower, sureSamples } from '../../../src/slo/samples-for-power.ts';
import { parseSloExpression } from '../../../src/slo/parse-slo-expression.ts';
import { shareLimitOf } from '../../../src/slo/share-limit.ts';

export interface PowerRow {
  readonly slo: string;
  readonly n: number;
  /** `fail at twice` at the number that `plan` prints as sure; `least` at the smallest that does. */
  readonly what: 'pass at half' | 'fail at twice' | 'fail at twice, least';
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
    const power = samplesForPower(parsed.expression);
    if (power === null) throw new Error(`${text} has no number of samples that decides it`);
    const [planned, least] = [sureSamples(power) ?? 0, power.atTwice ?? 0];
    return [
      { slo: String(text), n: Number(n), what: 'pass at half', power: powerToPass(Number(n), limit, 0.95) },
      { slo: String(text), n: planned, what: 'fail at twice', power: powerToFail(planned, limit, 0.95) },
      { slo: String(text), n: least, what: 'fail at twice, least', power: powerToFail(least, limit, 0.95) },
    ];
  });
}
