import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, BenchRow } from './bench.ts';
import { ClientProcess } from './client-process.ts';
import { FarEnd } from './far-end.ts';
import type { Finding } from './finding.ts';
import { parseReport, shakedownCommand } from './shakedown-command.ts';
import { undisturbed } from '../undisturbed.ts';

const CAP = 64;
const RATE = 500;
const PERIOD_MS = 5000;
/** Longer than 64 connections can carry at 500/s (128 ms). */
const STALL_MS = 500;
const MUST = 'inconclusive, and says why';

/** A stall longer than the connections can carry: whether p95 met its limit must then not be claimed either way. */
export const cappedRow: BenchRow = (bench) =>
  FarEnd.during(bench.tools.server, ['stall', '1200', String(PERIOD_MS), String(STALL_MS)], (farEnd) => cappedRun(bench, farEnd));

async function cappedRun(bench: Bench, farEnd: FarEnd): Promise<readonly Finding[]> {
  const manifest = join(bench.folder, 'capped.yaml');
  writeFileSync(manifest, manifestOf(farEnd.port, bench.quick ? 10 : 30));
  bench.progress(`${CAP} connections, stalls of ${STALL_MS} ms`);
  const { value: report } = await undisturbed(async () => {
    const client = new ClientProcess(shakedownCommand(['run', manifest], bench.folder));
    return parseReport(await client.stdout());
  });
  const [slo] = report.slos;
  // The row itself may say `fail`: that it does so by the cap alone makes the run invalid, and the reason says it.
  const because = report.generator.limitedBecause.filter((reason) => reason.includes('without its lag and its caps'));
  const told = report.verdict === 'inconclusive' && because.length > 0;
  const blocked = report.generator.blockedByCapMs.p99;
  return [
    {
      row: 'capped',
      what: `${CAP} connections at most, ${STALL_MS} ms stalls, ${RATE}/s`,
      figures: {
        verdict: report.verdict,
        'exit code': report.exitCode,
        'p95 ms': slo?.value ?? null,
        'blocked by the cap, p99 ms': blocked,
      },
      must: MUST,
      met: told,
      note: report.reasons.map(({ message }) => message).join('; '),
    },
  ];
}

const manifestOf = (port: number, seconds: number): string => `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: capped }
load:
  - name: capped
    rate: ${RATE}/s
    maxConnections: ${CAP}
    request: { url: 'http://127.0.0.1:${port}/' }
phases: { warmup: 2s, baseline: ${seconds}s }
slos:
  - p95(response_time) < 100ms
random: { seed: 1 }
`;
