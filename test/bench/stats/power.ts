import { capitalAgainst } from '../../../src/stats/bet-against.ts';
import { powerToFail, powerToPass, samplesForPower } from '../../../src/slo/samples-for-power.ts';
import { parseSloExpression } from '../../../src/slo/parse-slo-expression.ts';
import { shareLimitOf } from '../../../src/slo/share-limit.ts';
import { createRandom } from '../../../src/random/create-random.ts';
import { binomialDraw } from './binomial-draw.ts';
import { smoothSource, stallSource } from './series.ts';
import { normalQuantile } from '../../../src/stats/normal.ts';

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

export interface StopRow {
  readonly series: string;
  readonly allowed: number;
  readonly phases: number;
  readonly stopped: number;
}

/** Phases of 300 s at 200/s whose true share is the limit itself, looked at every second. */
export function falseStopRows(phases: number): StopRow[] {
  const allowed = [0.05, 0.01, 0.001];
  const independent = allowed.map((share) => {
    const random = createRandom(Math.round(share * 1e6));
    const draw = binomialDraw(200, share);
    return {
      series: 'independent',
      allowed: share,
      phases,
      stopped: stops(phases, share, () => Array.from({ length: 300 }, () => draw(random))),
    };
  });
  const few = Math.ceil(phases / 5);
  const clumped = [0.1, 1, 5].flatMap((tau) =>
    (['clumps', 'stalls'] as const).map((kind) => {
      const random = createRandom(77);
      const source = kind === 'clumps' ? smoothSource(tau, normalQuantile(0.95)) : stallSource(tau, 0.05);
      const stopped = stops(few, 0.05, () => source(300, random).over.map(({ count }) => count));
      return { series: `${kind}, τ ${tau} s`, allowed: 0.05, phases: few, stopped };
    }),
  );
  return [...independent, ...clumped];
}

function stops(phases: number, allowed: number, make: () => number[]): number {
  let stopped = 0;
  for (let phase = 0; phase < phases; phase += 1) {
    const shares = make().map((bad) => bad / 200);
    if (capitalAgainst(allowed, shares).some((capital) => capital >= 20)) stopped += 1;
  }
  return stopped / phases;
}
