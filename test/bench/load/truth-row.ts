import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, BenchRow } from './bench.ts';
import { ClientProcess, type ClientCommand } from './client-process.ts';
import { FarEnd, type ServerLog } from './far-end.ts';
import type { Finding } from './finding.ts';
import { openPeerCommands, openShakedown } from './open-commands.ts';
import { anchorUs, constantOffsetsUs, STATISTICS, statisticsMs, type Statistics } from './pathwise-truth.ts';
import { peerStatistics } from './peer-statistics.ts';
import { parseReport } from './shakedown-command.ts';
import { median } from '../proxy/statistics.ts';
import { undisturbed } from '../undisturbed.ts';
import { ownOffsetsUs, TRUTH_SEED, truthScenarios, type TruthScenario } from './truth-scenarios.ts';

const TOLERANCE_SHARE = 0.01;
const TOLERANCE_MS = 0.2;
/** A measurement of the truth takes half a minute. */
const MOST_TRIES = 4;
/** Of the period, one after another: where a run begins against the stall decides how many stalls it sees whole. */
const PHASES = [0, 1 / 3, 2 / 3];
/** A queue has no period: what it does to one and the same schedule is told as the median of so many runs. */
const QUEUE_ROUNDS = 3;

/** What is reported, against what users would have met who came by the run's own schedule. */
export const truthRow: BenchRow = async (bench) => {
  const findings: Finding[] = [];
  for (const scenario of truthScenarios(bench.quick)) {
    bench.progress(`truth: ${scenario.title}`);
    if (scenario.periodMs === null) findings.push(await queueFinding(bench, scenario));
    else for (const phase of bench.quick ? [0] : PHASES) findings.push(await stallFinding(bench, scenario, scenario.periodMs, phase));
    if (scenario.spacing === 'constant' && !bench.quick) findings.push(...(await peerFindings(bench, scenario)));
  }
  return findings;
};

async function stallFinding(bench: Bench, scenario: TruthScenario, periodMs: number, phase: number): Promise<Finding> {
  const { value, stolen } = await ownTrial(bench, scenario, phase);
  const finding = findingOf(scenario, 'shakedown', value.told, value.truth, value.requests);
  // Of a client's start nobody can say to the millisecond how long it takes: where its schedule began is told as it fell.
  const began = { 'began in the period at': `${Math.round((value.beganUs / 1000) % periodMs)} of ${periodMs} ms` };
  return { ...finding, figures: { ...finding.figures, ...began, ...stolen } };
}

async function queueFinding(bench: Bench, scenario: TruthScenario): Promise<Finding> {
  const trials: OwnTrial[] = [];
  for (let round = 0; round < (bench.quick ? 1 : QUEUE_ROUNDS); round++) {
    const trial = await ownTrial(bench, scenario, 0);
    const { told, truth } = trial.value;
    bench.progress(`  ${STATISTICS.map((key) => `${key} ${told[key].toFixed(2)} (${truth[key].toFixed(2)})`).join(', ')}`);
    trials.push(trial);
  }
  const of = (which: 'told' | 'truth', key: keyof Statistics): number => median(trials.map(({ value }) => value[which][key]));
  const [told, truth] = [eachStatistic((key) => of('told', key)), eachStatistic((key) => of('truth', key))];
  const last = trials.at(-1);
  const finding = findingOf(scenario, 'shakedown', told, truth, last?.value.requests ?? [0, 0]);
  return { ...finding, figures: { ...finding.figures, 'median of': `${trials.length} runs`, ...last?.stolen } };
}

interface OwnTrial {
  readonly value: {
    readonly told: Statistics;
    readonly truth: Statistics;
    /** The schedule's zero on the server's clock. */
    readonly beganUs: number;
    readonly requests: readonly [came: number, due: number];
  };
  readonly stolen: Readonly<Record<string, number>>;
}

async function ownTrial(bench: Bench, scenario: TruthScenario, phase: number): Promise<OwnTrial> {
  const { value, stolenShare, tries } = await undisturbed(() => playOwn(bench, scenario, phase), undefined, MOST_TRIES);
  return { value, stolen: { ...(stolenShare === null ? {} : { 'stolen by the host, %': stolenShare * 100 }), tries } };
}

async function playOwn(bench: Bench, scenario: TruthScenario, phase: number): Promise<OwnTrial['value']> {
  const { rate, seconds, warmUpSeconds, spacing } = scenario;
  const more = ['--warmup', `${warmUpSeconds}s`, '--seed', String(TRUTH_SEED), ...(spacing === 'poisson' ? ['--poisson'] : [])];
  const { stdout, log } = await play(bench, scenario, (url) => openShakedown(bench, url, rate, seconds, more), phase);
  const offsets = ownOffsetsUs(scenario, (warmUpSeconds + seconds) * 1e6);
  const times = parseReport(stdout).load[0]?.whole.responseTimeMs;
  return {
    told: eachStatistic((key) => times?.[key] ?? Number.NaN),
    truth: truthOf(scenario, log, offsets, warmUpSeconds * 1e6),
    beganUs: anchorUs(log.arrivalsUs, offsets),
    requests: [log.arrivalsUs.length, offsets.length],
  };
}

const eachStatistic = (valueOf: (key: keyof Statistics) => number): Statistics => ({
  mean: valueOf('mean'),
  p50: valueOf('p50'),
  p95: valueOf('p95'),
  p99: valueOf('p99'),
  'p99.9': valueOf('p99.9'),
});

async function peerFindings(bench: Bench, scenario: TruthScenario): Promise<readonly Finding[]> {
  const { rate, seconds } = scenario;
  const commands = (url: string): ReadonlyMap<string, ClientCommand> => openPeerCommands(bench, url, rate, seconds);
  const offsets = constantOffsetsUs(rate, rate * seconds);
  const findings: Finding[] = [];
  for (const name of commands('').keys()) {
    const { stdout, log } = await play(bench, scenario, (url) => commands(url).get(name) ?? { argv: [] });
    const truth = truthOf(scenario, log, offsets, 0);
    findings.push(findingOf(scenario, name, peerStatistics(name, stdout), truth, [log.arrivalsUs.length, offsets.length]));
  }
  return findings;
}

interface Played {
  readonly stdout: string;
  readonly log: ServerLog;
}

function play(bench: Bench, { mode, periodMs }: TruthScenario, commandOf: (url: string) => ClientCommand, phase = 0): Promise<Played> {
  return FarEnd.during(bench.tools.server, mode, async (farEnd) => {
    await sleep(phase * (periodMs ?? 0));
    const client = new ClientProcess(commandOf(`http://127.0.0.1:${farEnd.port}/`));
    const stdout = await client.stdout();
    return { stdout, log: await farEnd.log() };
  });
}

/**
 * Of the arrivals intended from `fromUs` of the schedule on. All of them go through the server, those of the warm-up too. What the server
 * itself was late with an answer, as with the last of the hundreds that it sends after a stall, its users met as well.
 */
function truthOf(
  { departure }: TruthScenario,
  { arrivalsUs, lateUs }: ServerLog,
  offsetsUs: readonly number[],
  fromUs: number,
): Statistics {
  const anchor = anchorUs(arrivalsUs, offsetsUs);
  const departs = departure();
  const times = offsetsUs.map((offset, i) => departs(anchor + offset) + (lateUs[i] ?? 0) - (anchor + offset));
  return statisticsMs(times.filter((_, i) => (offsetsUs[i] ?? 0) >= fromUs));
}

function findingOf(
  { title }: TruthScenario,
  name: string,
  told: Partial<Statistics>,
  truth: Statistics,
  [came, due]: readonly [number, number],
): Finding {
  const asked = name === 'shakedown';
  const allowed = (key: keyof Statistics): number => Math.max(TOLERANCE_SHARE * truth[key], TOLERANCE_MS);
  const figures = STATISTICS.map((key) => [key, `${told[key]?.toFixed(2) ?? '–'} (truth ${truth[key].toFixed(2)})`] as const);
  const off = STATISTICS.filter((key) => !(Math.abs((told[key] ?? Number.NaN) - truth[key]) <= allowed(key)));
  return {
    row: 'truth',
    what: `${title}: ${name}`,
    figures: { ...Object.fromEntries(figures), requests: `${came} of ${due}` },
    must: asked ? 'each within max(1 %, 0.2 ms)' : '',
    met: asked ? off.length === 0 : null,
    ...(off.length === 0 ? {} : { note: `off: ${off.join(', ')}` }),
  };
}
