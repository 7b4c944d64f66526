import { median, quantile } from '../proxy/statistics.ts';
import type { Bench, BenchRow } from './bench.ts';
import type { ClientCommand } from './client-process.ts';
import { FarEnd } from './far-end.ts';
import type { Finding } from './finding.ts';
import { observe, QUIET_OTHER_CORES } from './observe.ts';
import { openPeerCommands, openShakedown } from './open-commands.ts';
import { anchorUs, constantOffsetsUs } from './pathwise-truth.ts';
import { undisturbed } from '../undisturbed.ts';

const RATES = [10_000, 2_000];
const SKIP_SECONDS = 3;
const CORE_SHARE = 0.65;
const ASKED = { p50: 0.1, p99: 1, 'p99.9': 4 } as const;
const OR_TIMES_BARE = 1.5;

interface Lateness {
  readonly p50: number;
  readonly p99: number;
  readonly 'p99.9': number;
  readonly cores: number;
  readonly others: number;
  /** Of the requests that were due in the observed seconds. */
  readonly arrived: number;
}

/** How late requests reach the server, against the schedule that they should have kept. */
export const latenessRow: BenchRow = (bench) =>
  FarEnd.during(bench.tools.server, ['instant'], async (farEnd) => {
    const findings: Finding[] = [];
    for (const rate of RATES) findings.push(...(await atRate(bench, farEnd, rate)));
    return findings;
  });

async function atRate(bench: Bench, farEnd: FarEnd, rate: number): Promise<readonly Finding[]> {
  const seconds = bench.quick ? 4 : 10;
  const whole = SKIP_SECONDS + seconds + 1;
  const url = `http://127.0.0.1:${farEnd.port}/`;
  const commands = new Map<string, ClientCommand>([
    ['shakedown', openShakedown(bench, url, rate, whole)],
    ['bare C sender', { argv: [bench.tools.sender, String(farEnd.port), String(rate), String(whole)] }],
    ...(bench.quick ? [] : openPeerCommands(bench, url, rate, whole)),
  ]);
  const seen = new Map([...commands.keys()].map((name): [string, Lateness[]] => [name, []]));
  for (let round = 0; round < bench.rounds; round++) {
    for (const [name, command] of commands) {
      const { value: lateness } = await undisturbed(async () => {
        const { clientCores, otherCores } = await observe(farEnd, command, SKIP_SECONDS, seconds);
        return { ...latenessMs((await farEnd.log()).arrivalsUs, rate, seconds), cores: clientCores, others: otherCores };
      });
      const at = `${lateness.p50.toFixed(3)} / ${lateness.p99.toFixed(2)} / ${lateness['p99.9'].toFixed(2)} ms`;
      bench.progress(
        `lateness at ${rate}/s, round ${round + 1}: ${name} ${at}, ${lateness.cores.toFixed(2)} cores (others ${lateness.others.toFixed(2)})`,
      );
      seen.get(name)?.push(lateness);
    }
  }
  return [...seen].map(([name, rounds]) => findingOf(name, rate, rounds, seen.get('bare C sender') ?? []));
}

/** Of the requests due from SKIP_SECONDS on, for `seconds`: the k-th to come against the k-th that was due. */
function latenessMs(arrivalsUs: Float64Array, rate: number, seconds: number): Omit<Lateness, 'cores' | 'others'> {
  const [from, to] = [SKIP_SECONDS * rate, (SKIP_SECONDS + seconds) * rate];
  const offsets = constantOffsetsUs(rate, to);
  const anchor = anchorUs(arrivalsUs, offsets, from);
  const late = [...arrivalsUs.subarray(from, to)].map((at, i) => (at - anchor - (offsets[from + i] ?? 0)) / 1000);
  // By when the first was due: `arrived` may exceed 1 in clients that send more than they should.
  const begin = (arrivalsUs[0] ?? 0) + SKIP_SECONDS * 1e6;
  const arrived = arrivalsUs.filter((at) => at >= begin && at < begin + seconds * 1e6).length / (rate * seconds);
  return { p50: median(late), p99: quantile(late, 0.99), 'p99.9': quantile(late, 0.999), arrived };
}

function findingOf(name: string, rate: number, rounds: readonly Lateness[], bare: readonly Lateness[]): Finding {
  const of = (key: keyof Lateness, list = rounds): number => median(list.map((one) => one[key]));
  const figures = {
    'p50 ms': of('p50'),
    p99: of('p99'),
    'p99.9': of('p99.9'),
    cores: of('cores'),
    'other cores': of('others'),
    arrived: of('arrived'),
  };
  const what = `lateness at ${rate}/s: ${name}`;
  if (name !== 'shakedown') return { row: 'lateness', what, figures, must: '', met: null };
  const keys = ['p50', 'p99', 'p99.9'] as const;
  const late = keys.filter((key) => of(key) > Math.max(ASKED[key], OR_TIMES_BARE * of(key, bare)));
  const must = `p50 <= 0.1, p99 <= 1, p99.9 <= 4 ms, or <= ${OR_TIMES_BARE} x the bare C sender; <= ${CORE_SHARE} cores`;
  // What a sender in C could not do on a machine that others kept busy excuses nothing.
  if (Math.max(of('others'), of('others', bare)) > QUIET_OTHER_CORES) {
    return { row: 'lateness', what, figures, must, met: null, note: 'others used the machine: says nothing' };
  }
  return { row: 'lateness', what, figures, must, met: late.length === 0 && of('cores') <= CORE_SHARE };
}
