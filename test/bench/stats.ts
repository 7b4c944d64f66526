/**
 * What the statistics do on data whose truth is known: coverage of `regime` intervals and of means, power of pass and fail, false stops
 * and how long true ones take, recovery times of what was never ill.
 *
 *     npm run bench:stats [-- --quick]
 *
 * Printed as a table and kept as JSON under reports/bench/. Seeds are fixed: the same numbers on every machine. Some twenty minutes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { coverageRows } from './stats/coverage.ts';
import { regimeMomentRows, runMomentRows } from './stats/moments.ts';
import { powerRows } from './stats/power.ts';
import { illnessRows, recoveryRows } from './stats/recovery.ts';
import { delayRows, falseStopRows } from './stats/stops.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const began = performance.now();
const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`);

const coverage = coverageRows(values.quick ? 100 : 10_000);
console.log('regime intervals at 95 %: 200/s, 5 % over the limit\n\nsystem  τ s  phase s  judged   coverage  asked    width ÷ known');
for (const row of coverage) {
  const asked = row.asked === null ? 'guard' : `≥ ${row.asked * 100} %`;
  const cells = [
    row.source.padEnd(7),
    String(row.tau).padEnd(4),
    String(row.phase).padEnd(8),
    percent(row.judged).padEnd(8),
    percent(row.coverage).padEnd(9),
    asked.padEnd(8),
  ];
  console.log(`${cells.join(' ')} ${row.width === null ? '–' : row.width.toFixed(2)}`);
}
const power = powerRows();
console.log('\npower, by the binomial’s own sums');
for (const { slo, n, what, power: chance } of power)
  console.log(`${slo.padEnd(28)} n ${String(n).padEnd(7)} ${what.padEnd(20)} ${percent(chance)}`);
const stops = falseStopRows(values.quick ? 500 : 5_000);
console.log('\nonBreach: stop at the boundary, 300 s at 200/s, looked at every second');
for (const { series, allowed, phases, stopped, failed, good } of stops) {
  const whole = `${percent(stopped)} stopped; ${percent(failed)} broke it, of the others ${percent(good)} stopped`;
  console.log(`${series.padEnd(20)} ${percent(allowed).padEnd(6)} of ${phases} phases ${whole}`);
}
const delays = delayRows();
console.log(
  '\nonBreach: stop, seconds of total failure until it stops: from the beginning / after half of the phase; all along twice the allowed',
);
for (const { phase, allowed, atOnce, later, atTwice } of delays)
  console.log(`${percent(allowed).padEnd(6)} in ${phase} s`.padEnd(18), atOnce ?? '–', '/', later ?? '–', '/', atTwice ?? '–');
const moments = { run: runMomentRows(values.quick ? 200 : 2_000), regime: regimeMomentRows(values.quick ? 40 : 200) };
console.log('\nmean and standard deviation at 95 %, lognormal times: coverage, run and regime');
for (const { what, n, mean, deviation, bounded, reach, runs } of [...moments.run, ...moments.regime])
  console.log(
    `${what.padEnd(8)} n ${String(n).padEnd(6)} of ${String(runs).padEnd(5)} mean ${percent(mean).padEnd(7)} deviation ${percent(deviation)} (with an upper end ${percent(bounded)}, at ${reach === null ? '–' : reach.toFixed(2)} times the truth)`,
  );
const recoveries = recoveryRows(1_000);
console.log('\nrecovery_time of a system that was healthy all along, 200/s, hold of 10 s');
for (const { condition, bad, runs, atOnce, failed, undecided } of recoveries)
  console.log(
    `${condition.padEnd(28)} truly ${(bad * 100).toFixed(2).padEnd(5)} % of ${runs} runs ${percent(atOnce)} at 0; < 5s fails in ${percent(failed)}, is undecided in ${percent(undecided)}`,
  );
const illnesses = illnessRows(values.quick ? 100 : 1_000);
console.log('\nrecovery_time of a system that was ill after the fault, half of what is allowed otherwise');
for (const { condition, share, seconds, runs, seen, passed } of illnesses)
  console.log(
    `${condition.padEnd(28)} ${percent(share).padEnd(7)} for ${String(seconds).padEnd(2)} s of ${runs} runs ${percent(seen)} above 0; < 1s passes in ${percent(passed)}`,
  );

const folder = join(fileURLToPath(new URL('../..', import.meta.url)), 'reports/bench');
mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, 'stats.json'),
  `${JSON.stringify({ coverage, power, stops, delays, moments, recoveries, illnesses }, null, 2)}\n`,
);
console.log(`\n${((performance.now() - began) / 1000).toFixed(0)} s; reports/bench/stats.json`);
