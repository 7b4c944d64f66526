/**
 * What `compare` promises, held against simulated and real runs:
 *
 *     npm run bench:compare [-- --simulated] [--runs <folder>] [--same 40] [--slower 20] [--seconds 20]
 *
 * Simulated: 2,000 pairs of groups of one system, in how many any measure shows a difference; and how often +10 % is found at the number of
 * runs that is promised. Real: forty runs of one server and twenty with every response time × 1.10, some half an hour; disjoint random splits
 * of the forty, and random draws against the twenty. `--runs` takes such a folder as it is, from an earlier call.
 * The table is printed and kept as JSON under reports/bench/.
 */
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readRuns } from '../../src/app/read-runs.ts';
import { compareGroups } from '../../src/compare/compare-groups.ts';
import type { MeasuredRun } from '../../src/compare/comparison.ts';
import { unsoundness } from '../../src/compare/run-ends.ts';
import { measuresOf } from '../../src/compare/measures-of.ts';
import { createRandom } from '../../src/random/create-random.ts';
import { collectRuns } from './compare/collect-runs.ts';
import { simulateRuns, STEADY } from './compare/simulated-runs.ts';
import { falseFindings, falseFindingsInSplits, trueFindings, trueFindingsInDraws } from './compare/trials.ts';

const SEED = 42;
const PAIRS = 2_000;
const METRICS = ['p50', 'p95', 'p99'] as const;

const { values } = parseArgs({
  options: {
    simulated: { type: 'boolean', default: false },
    runs: { type: 'string' },
    same: { type: 'string', default: '40' },
    slower: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '20' },
  },
});

const startedAt = new Date().toISOString();
const table: { readonly what: string; readonly found: string; readonly wanted: string }[] = [];
const row = (what: string, found: string, wanted: string): void => {
  table.push({ what, found, wanted });
  process.stdout.write(`${what.padEnd(88)} ${found.padStart(12)}   ${wanted}\n`);
};
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

simulated();
if (!values.simulated) await real();

const reports = fileURLToPath(new URL('../../reports/bench/', import.meta.url));
mkdirSync(reports, { recursive: true });
const path = join(reports, `compare-${startedAt.replaceAll(/[:.]/gu, '-')}.json`);
const machine = { cpu: cpus()[0]?.model ?? null, cores: availableParallelism(), node: process.version, load: loadavg() };
writeFileSync(path, `${JSON.stringify({ startedAt, machine, seed: SEED, table }, null, 2)}\n`);
process.stdout.write(`\n${path}\n`);

function simulated(): void {
  for (const runs of [3, 5, 10]) {
    const found = falseFindings(createRandom(SEED), PAIRS, runs, STEADY);
    row(`${PAIRS} simulated A/A pairs of ${runs} runs a side, 12 measures: pairs with any finding`, percent(found), '≤ 6 %');
  }
  const pilot = compareGroups(simulateRuns(createRandom(SEED), 40, STEADY), simulateRuns(createRandom(SEED + 1), 40, STEADY));
  for (const metric of METRICS) {
    const promised = pilot.find((each) => each.metric === metric)?.runsNeeded ?? 0;
    const found = trueFindings(createRandom(SEED), PAIRS, promised, STEADY, 1.1, metric);
    row(`simulated × 1.10 in ${metric}, found at the ${promised} runs a side that compare promised`, percent(found), '≥ 90 %');
  }
}

async function real(): Promise<void> {
  const folder = values.runs ?? mkdtempSync(join(tmpdir(), 'shakedown-compare-'));
  if (values.runs === undefined || !existsSync(folder)) {
    const progress = (text: string): void => void process.stderr.write(`${text}\n`);
    await collectRuns({ folder, same: Number(values.same), slower: Number(values.slower), seconds: Number(values.seconds), progress });
  }
  const [same, slower] = [await measured(join(folder, 'same')), await measured(join(folder, 'slower'))];
  const rows = compareGroups(same, slower);
  for (const metric of METRICS) {
    const found = rows.find((each) => each.metric === metric);
    if (found === undefined) continue;
    const { base, change, runsNeeded } = found;
    row(`real: ${metric} of ${same.length} runs as it is, spread from run to run`, percent(base.sd ?? Number.NaN), '');
    row(`real: ${metric} of ${slower.length} runs × 1.10, measured change`, percent(change ?? Number.NaN), '+10 %');
    const promised = runsNeeded ?? Infinity;
    if (promised > Math.min(same.length, slower.length)) {
      row(`real: ${metric}: compare promises + 10 % at ${promised} runs a side`, 'not tried', 'too few runs');
      continue;
    }
    const share = trueFindingsInDraws(createRandom(SEED), PAIRS, promised, same, slower, metric);
    row(`real: × 1.10 in ${metric}, found at the ${promised} runs a side that compare promised (${PAIRS} draws)`, percent(share), '≥ 90 %');
  }
  for (const runs of [3, 5, 10, Math.floor(same.length / 2)]) {
    const share = falseFindingsInSplits(createRandom(SEED), PAIRS, runs, same);
    row(
      `real: ${PAIRS} random disjoint splits, ${runs} against ${runs} runs as they are: splits with any finding`,
      percent(share),
      'reported',
    );
  }
}

async function measured(folder: string): Promise<MeasuredRun[]> {
  const runs = await readRuns(folder);
  const sound = runs.filter(({ report }) => unsoundness(report) === null);
  if (sound.length < runs.length)
    row(`real: runs of ${folder} that say nothing of the system, left out`, String(runs.length - sound.length), '0');
  return sound.map(({ report }) => measuresOf(report));
}
