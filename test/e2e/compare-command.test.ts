import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, PAIR, ROOT } from './cli.ts';
import type { Sandbox } from './cli.ts';

type Times = Record<string, number | null>;

/** What these tests change of a report. */
interface EditedReport {
  schema: string;
  run: string;
  name: string;
  verdict: string;
  exitCode: number;
  reasons: { code: string; message: string }[];
  phases: { name: string; plannedMs: number }[];
  load: { phases: Record<string, { count: number; responseTimeMs: Times }> }[];
}

const RECORDED: EditedReport = JSON.parse(readFileSync(join(ROOT, 'test/fixtures/timelines/slow-redis.report.json'), 'utf8'));

const eachPhase =
  (change: (phase: EditedReport['load'][number]['phases'][string]) => void) =>
  (report: EditedReport): void =>
    report.load.forEach(({ phases }) => Object.values(phases).forEach(change));

describe('compare', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await createSandbox();
  });
  afterEach(() => sandbox.dispose());

  /** A run folder with a report such as a run leaves, its response times `factor` times as long. */
  async function runFolder(name: string, factor: number, change: (report: EditedReport) => void = () => {}): Promise<string> {
    const report = structuredClone(RECORDED);
    Object.assign(report, { run: name, verdict: 'pass', exitCode: 0, reasons: [] });
    for (const { phases } of report.load) {
      for (const { responseTimeMs } of Object.values(phases)) {
        for (const [key, ms] of Object.entries(responseTimeMs)) responseTimeMs[key] = ms === null ? null : ms * factor;
      }
    }
    change(report);
    const folder = join(sandbox.folder, 'runs', name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'report.json'), JSON.stringify(report));
    return folder;
  }

  const group = (name: string, factors: readonly number[]): Promise<string[]> =>
    Promise.all(factors.map((factor, at) => runFolder(`${name}-${at}`, factor)));

  const compare = async (...args: string[]) => {
    const { code, stdout, stderr } = await sandbox.run(['compare', ...args, '--json']);
    return { code, document: JSON.parse(stdout), stderr };
  };

  it('finds two groups apart, and fails a gate for it', async () => {
    const base = await group('base', [1, 1.01, 0.99, 1.005]);
    const slow = await group('slow', [1.2, 1.21, 1.19, 1.22]);
    const worse = await compare('--base', ...base, '--with', ...slow, '--fail-on', 'worse');
    expect(worse).toMatchObject({ code: 1, document: { schema: 'shakedown.comparison/v1', verdict: 'worse', exitCode: 1 } });
    expect(worse.document.rows.find((row: { metric: string }) => row.metric === 'p50').change).toBeCloseTo(0.2, 1);
    expect(await compare('--base', ...slow, '--with', ...base, '--fail-on', 'worse')).toMatchObject({
      code: 0,
      document: { verdict: 'better' },
    });
    expect(await compare('--base', ...base, '--with', ...slow)).toMatchObject({ code: 0, document: { verdict: 'worse' } });
    const { stdout } = await sandbox.run(['compare', '--base', ...base, '--with', ...slow]);
    expect(stdout).toMatch(/^WORSE/u);
  });

  it('shows two runs and says that it needs more: no gate is passed by them', async () => {
    const [a = '', b = ''] = await group('pair', [1, 1.5]);
    expect(await compare(a, b)).toMatchObject({ code: 0, document: { verdict: 'needs-runs' } });
    expect(await compare(a, b, '--fail-on', 'worse')).toMatchObject({ code: 3, document: { verdict: 'needs-runs' } });
  });

  it('passes no gate where the system broke runs that it did not break before, nor where a measure is in some runs only', async () => {
    const base = await group('base', [1, 1.01, 0.99, 1.005, 0.995]);
    const fine = await group('fine', [1, 1.01]);
    const stopped = await Promise.all(
      [1, 2, 3].map((at) =>
        runFolder(`stopped-${at}`, 5, (report) => {
          Object.assign(report, {
            verdict: 'fail',
            exitCode: 4,
            reasons: [{ code: 'stop-condition', message: 'success_rate < 50% for 5s' }],
          });
          report.phases = report.phases.slice(0, 2);
          report.load.forEach(({ phases }) => delete phases['recovery']);
        }),
      ),
    );
    const some = await compare('--base', ...base, '--with', ...fine, ...stopped, '--fail-on', 'worse');
    expect(some).toMatchObject({
      code: 3,
      document: { verdict: 'needs-runs', ends: { base: { runs: 5, broken: 0 }, with: { runs: 5, broken: 3 }, verdict: 'needs-runs' } },
    });
    expect(some.document.leftOut).toHaveLength(3);
    const { stdout } = await sandbox.run(['compare', '--base', ...base, '--with', ...stopped]);
    expect(stdout).toContain('too bad to watch: 3 of 3, in the base 0 of 5');
    const lacking = await runFolder('lacking', 1, (report) => report.load.forEach(({ phases }) => delete phases['recovery']));
    const { document } = await compare('--base', ...base, '--with', ...fine, lacking);
    expect(document.notCompared).toContainEqual(
      expect.objectContaining({ phase: 'recovery', metric: 'p50', base: { runs: 5, having: 5 }, with: { runs: 3, having: 2 } }),
    );
  });

  it('holds one run against a baseline file, which only --update-baseline writes', async () => {
    const base = await group('base', [1, 1.01, 0.99, 1.005, 0.995]);
    const file = join(sandbox.folder, 'baseline.json');
    const [same = '', slow = ''] = await group('next', [1.002, 1.4]);
    expect(await compare('--baseline', file, same)).toMatchObject({ code: 2, document: { schema: 'shakedown.error/v1' } });
    expect(await compare('--baseline', file, '--update-baseline', ...base)).toMatchObject({ code: 0, document: { runs: 5 } });
    const written = await readFile(file, 'utf8');
    expect(await compare('--baseline', file, same, '--fail-on', 'worse')).toMatchObject({
      code: 0,
      document: { verdict: 'no-difference-shown' },
    });
    expect(await compare('--baseline', file, slow, '--fail-on', 'worse')).toMatchObject({ code: 1, document: { verdict: 'worse' } });
    expect(await readFile(file, 'utf8')).toBe(written);
  });

  it('refuses what cannot be compared, with its place', async () => {
    const good = await runFolder('good', 1);
    const refused = async (message: RegExp, ...args: string[]): Promise<void> => {
      const { code, document } = await compare(...args);
      expect(document.message).toMatch(message);
      expect({ code, schema: document.schema }).toEqual({ code: 2, schema: 'shakedown.error/v1' });
    };
    await refused(
      /different experiments: one is of `slow-redis`|one is of/u,
      good,
      await runFolder('other', 1, (report) => (report.name = 'another')),
    );
    await refused(
      /their phases differ/u,
      good,
      await runFolder('longer', 1, (report) => report.phases.forEach((phase) => (phase.plannedMs += 1_000))),
    );
    await refused(
      /offered/u,
      good,
      await runFolder(
        'faster',
        1,
        eachPhase((phase) => (phase.count *= 3)),
      ),
    );
    await refused(/schema "shakedown.report\/v2"/u, good, await runFolder('newer', 1, (report) => (report.schema = 'shakedown.report/v2')));
    await refused(
      /at load\.0/u,
      good,
      await runFolder(
        'negative',
        1,
        eachPhase((phase) => (phase.responseTimeMs['p50'] = -1)),
      ),
    );
    await refused(/the same run/u, good, good);
    await refused(
      /no run is left to compare/u,
      good,
      await runFolder('invalid', 1, (report) => {
        report.exitCode = 3;
        report.reasons = [{ code: 'fault-unproven', message: 'not proven' }];
      }),
    );
    await refused(/there is no/u, good, join(sandbox.folder, 'nowhere'));
    await refused(/which of these runs belong together/u, good, good, good);
    await refused(/a comparison takes two runs/u, good);
  });
});

describe('repeat', () => {
  it('runs the number of times that was asked for, each in its own folder, and pools them', async () => {
    const sandbox = await createSandbox();
    try {
      const args = ['repeat', PAIR, '--times', '2', '--seed', '7', '--report-dir', sandbox.reports, '--json'];
      const { code, stdout, stderr } = await sandbox.run([...args, '--set', 'slos.0=p99(response_time) < 1us']);
      const document = JSON.parse(stdout);
      expect(document, stderr).toMatchObject({ schema: 'shakedown.repeat/v1', times: 2, exitCode: 3, verdict: 'inconclusive', seed: 7 });
      expect(code).toBe(3);
      expect(new Set(document.runs.map(({ runFolder }: { runFolder: string }) => runFolder)).size).toBe(2);
      expect(new Set(document.runs.map(({ seed }: { seed: number }) => seed)).size).toBe(2);
      for (const { runFolder, run } of document.runs) {
        expect(runFolder.startsWith(document.folder)).toBe(true);
        expect(JSON.parse(await readFile(join(runFolder, 'report.json'), 'utf8'))).toMatchObject({ run });
      }
      expect(JSON.parse(await readFile(join(document.folder, 'repeat.json'), 'utf8'))).toEqual(document);
    } finally {
      await sandbox.dispose();
    }
  });
});

describe('a run in a job of GitHub Actions', () => {
  it('writes the job’s summary and annotates the manifest, and keeps stdout one document under --json', async () => {
    const sandbox = await createSandbox();
    try {
      const summary = join(sandbox.folder, 'summary.md');
      const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: ROOT };
      const unmet = ['run', PAIR, '--set', 'slos.0=p99(response_time) < 1us'];
      const { stdout } = await sandbox.run(unmet, { env });
      expect(stdout).toMatch(/^::error file=test\/fixtures\/stacks\/pair\/experiment\.yaml,line=\d+,col=\d+,title=.*baseline-not-met/mu);
      expect(await readFile(summary, 'utf8')).toContain('baseline\\-not\\-met');
      const json = await sandbox.run([...unmet, '--json'], { env });
      expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'shakedown.report/v1', exitCode: 3 });
      expect((await readFile(summary, 'utf8')).match(/^## /gmu)).toHaveLength(2);
    } finally {
      await sandbox.dispose();
    }
  });
});
