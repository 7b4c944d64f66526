import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultKindName } from '../../../src/faults/fault-settings.ts';
import { createSandbox } from '../../e2e/cli.ts';
import { foldAll } from '../../fixtures/timelines/record-timeline.ts';
import { BENCH_KINDS } from './bench-kinds.ts';
import { benchManifest } from './bench-manifest.ts';
import { roundsOf, spreadOf } from './rounds.ts';
import type { Round, Spread, StolenShares } from './rounds.ts';

export interface BenchPlan {
  readonly engineUrl: string;
  readonly project: string;
  readonly rounds: number;
  /** Of the time from one round to the next, for a machine that is slower or has others on it. */
  readonly pace: number;
  readonly stolen: StolenShares;
  /** A round in which the host took more than this share of all cores is made again. */
  readonly mostStolen: number;
}

/** Times of one kind in ms, and every round that they come from. */
export interface KindRow {
  readonly kind: FaultKindName;
  readonly settings: string;
  readonly toProven: Spread;
  readonly toGone: Spread;
  readonly rounds: readonly Round[];
  /** Why rounds before these were made again. */
  readonly madeAgain: readonly string[];
}

/** Of the time from one round to the next, run for run: what is void is made again, further apart. */
const WIDER = [1, 2, 3] as const;

/** One run through the command line, with the kind's fault again and again, and more where rounds of it were void. */
export async function measureKind(kind: FaultKindName, plan: BenchPlan): Promise<KindRow> {
  const rounds: Round[] = [];
  const madeAgain: string[] = [];
  for (const [run, wider] of WIDER.entries()) {
    const missing = plan.rounds - rounds.length;
    if (missing === 0) break;
    const isLast = run === WIDER.length - 1;
    for (const round of await measureOnce(kind, missing, plan, plan.pace * wider)) {
      if (isLast || !round.isVoid) rounds.push(round);
      else madeAgain.push(round.why ?? '');
    }
  }
  const { settings } = BENCH_KINDS[kind];
  return { kind, settings, toProven: spreadOf(rounds, 'toProvenMs'), toGone: spreadOf(rounds, 'toGoneMs'), rounds, madeAgain };
}

/** So many rounds, whatever becomes of them. */
async function measureOnce(kind: FaultKindName, count: number, plan: BenchPlan, pace: number): Promise<readonly Round[]> {
  const sandbox = await createSandbox();
  try {
    const file = join(sandbox.folder, 'bench.yaml');
    await writeFile(file, benchManifest(kind, count, plan.project, pace));
    const { code, stderr } = await sandbox.run(['run', file, '--engine', plan.engineUrl]);
    const measured = roundsOf(foldAll(await sandbox.events()), plan.stolen, plan.mostStolen);
    if (measured.length === count) return measured;
    const why = `the run did not begin, exit ${code}: ${stderr.split('\n')[0] ?? ''}`;
    return Array.from({ length: count }, () => ({ toProvenMs: null, toGoneMs: null, why, isVoid: true, stolenShare: null }));
  } finally {
    await sandbox.dispose();
  }
}
