import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../../src/report/report.ts';
import { meanAndVariance } from '../../../src/stats/mean-and-variance.ts';
import { studentQuantile } from '../../../src/stats/student-t.ts';
import { compiledTools } from '../load/compiled-tools.ts';
import { FarEnd } from '../load/far-end.ts';
import { parseReport, shakedownCommand } from '../load/shakedown-command.ts';
import { undisturbed } from '../undisturbed.ts';
import { ClientProcess } from '../load/client-process.ts';

const RUN = fileURLToPath(new URL('../../../bin/run.js', import.meta.url));
/** Beforehand: what is drawn first is compiled and starts slowly, in a warm-up of seconds mostly. */
const WARMUP_SECONDS = 10;
const LOAD_SECONDS = 20;
const HELD_LAG_P99_MS = 5;
const TICKS_PER_SECOND = 100;
/** Share of the machine's CPU; a load at half of capacity feels its host sooner than an idle machine does. */
const MOST_STOLEN = 0.01;

interface Sample {
  /** Of everything that the command started, from start-up to the report. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly lagP99Ms: number;
}

/**
 * What the dashboard costs a real load at half of the rate that this machine holds: CPU seconds and dispatch lag
 * with it and without, in interleaved pairs, the order changing from pair to pair. Intervals by Student's t on the differences.
 *
 * @param folder for reports and the compiled server
 */
export async function besideLoad(folder: string, pairs: number): Promise<string> {
  return FarEnd.during(compiledTools(folder).server, ['instant'], async (farEnd) => {
    const url = `http://127.0.0.1:${farEnd.port}/`;
    const rate = Math.round((await capacity(url, folder)) / 2);
    const differences: { cores: number; lagMs: number }[] = [];
    const lags: number[] = [];
    let mostStolen = 0;
    for (let pair = 0; pair < pairs; pair += 1) {
      const order = pair % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const);
      const samples: Partial<Record<'with' | 'without', Sample>> = {};
      for (const mode of order) {
        const { value, stolenShare } = await undisturbed(
          () => sample(url, rate, mkdtempSync(join(folder, `${pair}-${mode}-`)), mode),
          MOST_STOLEN,
          3,
        );
        mostStolen = Math.max(mostStolen, stolenShare ?? 0);
        samples[mode] = value;
      }
      const { with: shown, without: plain } = samples;
      if (shown === undefined || plain === undefined) continue;
      lags.push(plain.lagP99Ms);
      differences.push({ cores: (shown.cpuSeconds - plain.cpuSeconds) / shown.wallSeconds, lagMs: shown.lagP99Ms - plain.lagP99Ms });
    }
    const cores = interval(differences.map((one) => one.cores));
    const lag = interval(differences.map((one) => one.lagMs));
    const seen = lag.low > 0 ? 'a change' : 'no measurable change';
    return [
      `beside a load of ${rate}/s (half of capacity), 120x40, ${pairs} pairs:`,
      `  CPU ${cores.words(3)} of a core (aim: at most 0.1)`,
      `  dispatch lag p99 ${lag.words(2)} ms on ${interval(lags).words(2)} ms without it: ${seen}`,
      `  the machine's host took at most ${(100 * mostStolen).toFixed(1)} % of its CPU during any of them`,
    ].join('\n');
  });
}

/**
 * The highest of these rates that an open load holds, in requests a second, as the row `ceiling` of the load's benchmark has it: a closed
 * one never waits for its turn, and reaches twice that.
 */
async function capacity(url: string, folder: string): Promise<number> {
  for (const rate of [80_000, 60_000, 50_000, 40_000, 30_000, 20_000, 10_000]) {
    const args = ['load', url, '--rate', `${rate}/s`, '--warmup', '3s', '--for', '5s'];
    const report = parseReport(await new ClientProcess(shakedownCommand(args, folder, '0,1')).stdout());
    if (!report.generator.limited && (report.generator.dispatchLagMs.p99 ?? Infinity) <= HELD_LAG_P99_MS) return rate;
  }
  throw new Error('this machine does not hold 10,000 requests a second');
}

async function sample(url: string, rate: number, folder: string, mode: 'with' | 'without'): Promise<Sample> {
  const args = ['load', url, '--rate', `${rate}/s`, '--for', `${LOAD_SECONDS}s`, '--warmup', `${WARMUP_SECONDS}s`, '--report-dir', folder];
  const command = [process.execPath, RUN, ...args, ...(mode === 'with' ? [] : ['--no-dashboard'])];
  const line = `stty cols 120 rows 40; exec ${command.map((part) => `'${part}'`).join(' ')}`;
  const [cpuBefore, begun] = [childrenCpuSeconds(), performance.now()];
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { ...process.env, TERM: 'xterm-256color', CI: '' },
  });
  const [code]: (number | null)[] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the load ended with ${code}`);
  const [cpuSeconds, wallSeconds] = [childrenCpuSeconds() - cpuBefore, (performance.now() - begun) / 1000];
  const [name = ''] = readdirSync(folder);
  const report: Report = JSON.parse(readFileSync(join(folder, name, 'report.json'), 'utf8'));
  return { cpuSeconds, wallSeconds, lagP99Ms: report.generator.dispatchLagMs.p99 ?? Number.NaN };
}

/** Of the children that have ended, theirs included, by the kernel's own accounting. */
function childrenCpuSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

/** Mean and two-sided 95 % interval. */
function interval(values: readonly number[]): { readonly low: number; words(digits: number): string } {
  const { mean, variance } = meanAndVariance(values);
  const half = studentQuantile(0.975, values.length - 1) * Math.sqrt(variance / values.length);
  return { low: mean - half, words: (digits) => `${mean.toFixed(digits)} ± ${half.toFixed(digits)}` };
}
