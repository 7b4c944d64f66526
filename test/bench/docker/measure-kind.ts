import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunStarted } from '../../../src/events/run-event.ts';
import type { FaultKindName } from '../../../src/faults/fault-settings.ts';
import type { Report } from '../../../src/report/report.ts';
import { createSandbox } from '../../e2e/cli.ts';
import { median } from '../proxy/statistics.ts';
import { benchManifest } from './bench-manifest.ts';
import type { BenchPlan } from './bench-manifest.ts';

/** Medians over the faults of one run, in ms; `null` where none was proven, or proven gone. */
export interface KindRow {
  readonly kind: FaultKindName;
  /** From when it was due, looking at its target included. */
  readonly toProvenMs: number | null;
  readonly toGoneMs: number | null;
  readonly proven: number;
  readonly gone: number;
  /** Why there are no figures. */
  readonly why: string | null;
}

/** One run, through the command line, with the kind's fault again and again. */
export async function measureKind(kind: FaultKindName, engineUrl: string, plan: BenchPlan): Promise<KindRow> {
  const none = { kind, toProvenMs: null, toGoneMs: null, proven: 0, gone: 0 };
  const text = benchManifest(kind, plan);
  if (text === null) return { ...none, why: 'no settings are written down for it' };
  const sandbox = await createSandbox();
  try {
    const file = join(sandbox.folder, 'bench.yaml');
    await writeFile(file, text);
    const { code, stderr } = await sandbox.run(['run', file, '--engine', engineUrl]);
    const started = (await sandbox.events()).find((event) => event.type === 'run-started');
    if (started === undefined) return { ...none, why: `exit ${code}: ${stderr.split('\n')[0] ?? ''}` };
    return { ...none, ...timesOf(await sandbox.report(), started) };
  } finally {
    await sandbox.dispose();
  }
}

function timesOf(report: Report, { timeline, faults }: RunStarted): Omit<KindRow, 'kind'> {
  const due = new Map(faults.map(({ id, atMs }) => [id, timeline.faultFromMs + atMs]));
  const toProven = report.faults.flatMap(({ id, provenAtMs }) => (provenAtMs === null ? [] : [provenAtMs - (due.get(id) ?? Number.NaN)]));
  const toGone = report.faults.flatMap(({ goneAtMs, undoCalledAtMs }) =>
    goneAtMs === null || undoCalledAtMs === null ? [] : [goneAtMs - undoCalledAtMs],
  );
  return {
    toProvenMs: toProven.length === 0 ? null : Math.round(median(toProven)),
    toGoneMs: toGone.length === 0 ? null : Math.round(median(toGone)),
    proven: toProven.length,
    gone: toGone.length,
    why: toProven.length === 0 ? (report.reasons[0]?.message ?? 'it was not proven') : null,
  };
}
