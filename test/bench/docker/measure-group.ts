import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultKindName } from '../../../src/faults/fault-settings.ts';
import { createSandbox } from '../../e2e/cli.ts';
import { foldAll } from '../../fixtures/timelines/record-timeline.ts';
import { BENCH_KINDS } from './bench-kinds.ts';
import { benchManifest } from './bench-manifest.ts';
import type { Attempt } from './bench-manifest.ts';
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
const WIDER = [1, 2, 3, 3] as const;

/**
 * Kinds that share a target, in one run through the command line: a round of each, again and again, so that a busy minute does not fall on
 * one of them alone.
 */
export async function measureGroup(kinds: readonly FaultKindName[], plan: BenchPlan): Promise<readonly KindRow[]> {
  const made = new Map(kinds.map((kind) => [kind, { rounds: new Array<Round>(), madeAgain: new Array<string>() }]));
  let missing: readonly Attempt[] = Array.from({ length: plan.rounds }, (_, number) => kinds.map((kind) => ({ kind, number }))).flat();
  for (const [run, wider] of WIDER.entries()) {
    if (missing.length === 0) break;
    const rounds = await measureOnce(missing, plan, plan.pace * wider);
    const isLast = run === WIDER.length - 1;
    missing = missing.filter(({ kind }, at) => {
      const round = rounds[at];
      if (round === undefined) return true;
      if (isLast || !round.isVoid) made.get(kind)?.rounds.push(round);
      else made.get(kind)?.madeAgain.push(round.why ?? '');
      return round.isVoid;
    });
  }
  return [...made].map(([kind, { rounds, madeAgain }]) => {
    const { settings } = BENCH_KINDS[kind];
    return { kind, settings, toProven: spreadOf(rounds, 'toProvenMs'), toGone: spreadOf(rounds, 'toGoneMs'), rounds, madeAgain };
  });
}

/** A round for each attempt, in their order. */
async function measureOnce(attempts: readonly Attempt[], plan: BenchPlan, pace: number): Promise<readonly Round[]> {
  const sandbox = await createSandbox();
  try {
    const file = join(sandbox.folder, 'bench.yaml');
    await writeFile(file, benchManifest(attempts, plan.project, pace));
    const { code, stderr } = await sandbox.run(['run', file, '--engine', plan.engineUrl]);
    const measured = roundsOf(foldAll(await sandbox.events()), plan.stolen, plan.mostStolen);
    if (measured.length === attempts.length) return measured;
    const why = `the run did not begin, exit ${code}: ${stderr.split('\n')[0] ?? ''}`;
    return attempts.map(() => ({ toProvenMs: null, toGoneMs: null, why, isVoid: true, stolenShare: null }));
  } finally {
    await sandbox.dispose();
  }
}
