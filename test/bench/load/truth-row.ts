import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, BenchRow } from './bench.ts';
import { ClientProcess, type ClientCommand } from './client-process.ts';
import { FarEnd, type ServerLog } from './far-end.ts';
import type { Finding } from './finding.ts';
import { openPeerCommands, openShakedown } from './open-commands.ts';
import { anchorUs, constantOffsetsUs, STATISTICS, statisticsMs, type Statistics } from './pathwise-truth.ts';
import { peerStatistics } from './peer-statistics.ts';
import { parseReport } from './shakedown-command.ts';
import { undisturbed } from '../undisturbed.ts';
import { ownOffsetsUs, TRUTH_SEED, truthScenarios, type TruthScenario } from './truth-scenarios.ts';

const WARM_UP_SECONDS = 3;
const TOLERANCE_SHARE = 0.01;
const TOLERANCE_MS = 0.2;
/** A measurement of the truth takes half a minute. */
const MOST_TRIES = 4;
/** Of the period, one after another: where a run begins against the stall decides how many stalls it sees whole. */
const PHASES = [0, 1 / 3, 2 / 3];

/** What is reported, against what users would have met who came by the run's own schedule. */
export const truthRow: BenchRow = async (bench) => {
  const findings: Finding[] = [];
  for (const scenario of truthScenarios(bench.quick)) {
    bench.progress(`truth: ${scenario.title}`);
    for (const phase of bench.quick || scenario.periodMs === null ? [0] : PHASES) {
      const { value, stolenShare, tries } = await undisturbed(() => ownFinding(bench, scenario, phase), undefined, MOST_TRIES);
      const stolen = stolenShare === null ? {} : { 'stolen by the host, %': stolenShare * 100 };
      findings.push({ ...value, figures: { ...value.figures, ...stolen, tries } });
    }
    if (scenario.spacing === 'constant' && !bench.quick) findings.push(...(await peerFindings(bench, scenario)));
  }
  return findings;
};

async function ownFinding(bench: Bench, scenario: TruthScenario, phase: number): Promise<Finding> {
  const { rate, seconds, spacing } = scenario;
  const more = ['--warmup', `${WARM_UP_SECONDS}s`, '--seed', String(TRUTH_SEED), ...(spacing === 'poisson' ? ['--poisson'] : [])];
  const { stdout, log } = await play(bench, scenario, (url) => openShakedown(bench, url, rate, seconds, more), phase);
  const offsets = ownOffsetsUs(scenario, (WARM_UP_SECONDS + seconds) * 1e6);
  const times = parseReport(stdout).load[0]?.whole.responseTimeMs;
  const told = Object.fromEntries(STATISTICS.map((key) => [key, times?.[key] ?? Number.NaN]));
  const truth = truthOf(scenario, log, offsets, WARM_UP_SECONDS * 1e6);
  const finding = findingOf(scenario, 'shakedown', told, truth, [log.arrivalsUs.length, offsets.length]);
  return { ...finding, figures: { ...finding.figures, ...phaseOf(scenario, anchorUs(log.arrivalsUs, offsets)) } };
}

/** Where the schedule began, as it fell: of a client's start nobody can say to the millisecond how long it takes. */
function phaseOf({ periodMs }: TruthScenario, anchor: number): Record<string, string> {
  return periodMs === null ? {} : { 'began in the period at': `${Math.round((anchor / 1000) % periodMs)} of ${periodMs} ms` };
}

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
