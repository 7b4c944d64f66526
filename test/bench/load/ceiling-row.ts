import type { Bench, BenchRow } from './bench.ts';
import { FarEnd } from './far-end.ts';
import type { Finding } from './finding.ts';
import { observe, QUIET_OTHER_CORES } from './observe.ts';
import { openShakedown } from './open-commands.ts';
import { parseReport } from './shakedown-command.ts';
import { undisturbed } from '../undisturbed.ts';

const ASKED = 40_000;
const MOST = 80_000;
const WARM_UP_SECONDS = 3;
const ARRIVED = 0.999;
const LAG_P99_MS = 5;
/** A trial takes half a minute. */
const MOST_TRIES = 4;

interface Trial {
  readonly rate: number;
  readonly arrived: number;
  readonly lagP99Ms: number;
  /** Of those that the server saw. */
  readonly recorded: number;
  readonly cores: number;
  readonly otherCores: number;
  readonly held: boolean;
}

/** The highest rate that one worker holds: between the last that it held and the first that it did not, by halves. */
export const ceilingRow: BenchRow = (bench) => FarEnd.during(bench.tools.server, ['instant'], (farEnd) => highestRate(bench, farEnd));

async function highestRate(bench: Bench, farEnd: FarEnd): Promise<readonly Finding[]> {
  const seconds = bench.quick ? 5 : 30;
  const step = bench.quick ? 10_000 : 2_500;
  const at = async (rate: number): Promise<Trial> =>
    (await undisturbed(() => trialAt(bench, farEnd, rate, seconds), undefined, MOST_TRIES)).value;
  const asked = await at(ASKED);
  let best = asked.held ? asked : null;
  let [held, lost] = asked.held ? [ASKED, MOST] : [0, ASKED];
  while (lost - held > step) {
    const trial = await at((held + lost) / 2);
    if (trial.held) best = trial;
    if (trial.held) held = trial.rate;
    else lost = trial.rate;
  }
  return [
    {
      row: 'ceiling',
      what: `highest open-loop rate, one worker, ${seconds} s`,
      figures: { held: best === null ? `none down to ${lost}/s` : describe(best), 'not held, from req/s': lost },
      must: `>= ${ASKED}/s: >= ${ARRIVED * 100} % arrived, lag p99 <= ${LAG_P99_MS} ms, every response recorded`,
      met: asked.held ? true : asked.otherCores > QUIET_OTHER_CORES ? null : false,
      ...(asked.held ? {} : { note: `at what is asked for: ${describe(asked)}` }),
    },
  ];
}

async function trialAt(bench: Bench, farEnd: FarEnd, rate: number, seconds: number): Promise<Trial> {
  const command = openShakedown(bench, `http://127.0.0.1:${farEnd.port}/`, rate, seconds + 1, ['--warmup', `${WARM_UP_SECONDS}s`]);
  const seen = await observe(farEnd, command, WARM_UP_SECONDS, seconds);
  const report = parseReport(seen.stdout);
  const completed = report.load[0]?.completed ?? 0;
  const count = (await farEnd.snapshot()).count;
  const trial = {
    rate,
    arrived: seen.requestsPerSecond / rate,
    lagP99Ms: report.generator.dispatchLagMs.p99 ?? Infinity,
    recorded: completed / count,
    cores: seen.clientCores,
    otherCores: seen.otherCores,
  };
  const held = trial.arrived >= ARRIVED && trial.lagP99Ms <= LAG_P99_MS && trial.recorded >= 1;
  bench.progress(`open loop: ${describe({ ...trial, held })}${held ? '' : ': not held'}`);
  return { ...trial, held };
}

const describe = ({ rate, arrived, lagP99Ms, recorded, cores, otherCores }: Trial): string =>
  `${rate}/s: ${(arrived * 100).toFixed(2)} % arrived, lag p99 ${lagP99Ms.toFixed(2)} ms, ${(recorded * 100).toFixed(2)} % recorded, ${cores.toFixed(2)} cores (others ${otherCores.toFixed(2)})`;
