import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSandbox } from '../../e2e/cli.ts';
import { KINDS } from '../../torture/kinds.ts';
import { listContainers } from '../../torture/snapshot.ts';
import { trialManifest } from '../../torture/trial-manifest.ts';
import type { UndoCase } from './undo-cases.ts';

export interface UndoRound {
  /** From SIGKILL to no trace of the fault; `null`: why not stands in `failure`. */
  readonly goneMs: number | null;
  readonly failure: string | null;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface UndoPlace {
  readonly project: string;
  readonly socket: string;
}

/** One run whose process is killed while its fault stands. */
export async function measureUndo(one: UndoCase, place: UndoPlace): Promise<UndoRound> {
  const sandbox = await createSandbox();
  const fromMs = Date.now();
  try {
    const kind = KINDS.find(({ name, stack }) => name === one.kind && stack === one.stack);
    if (kind === undefined) throw new Error(`there is no kind ${one.kind} on ${one.stack}`);
    const manifest = join(sandbox.folder, 'undo.yaml');
    const trial = { faults: [kind], stack: one.stack, ownStack: false };
    await writeFile(manifest, trialManifest(trial, place.project));
    const before = await one.before(one.service === null ? 0 : await pidOf(one.service, place.socket));
    const cli = sandbox.start(['run', manifest, ...(one.stack === 'containers' ? ['--engine', `unix://${place.socket}`] : [])]);
    await cli.event('fault-proven');
    const { gone } = await one.watch(before, sandbox);
    const killedAt = performance.now();
    cli.child.kill('SIGKILL');
    const goneAt = await gone;
    await cli.done;
    // Its watchdog works on for a moment, and the next run wants the lock.
    while ((await sandbox.leftovers()).length > 0 && Date.now() - fromMs < 60_000) await sleep(50);
    return { goneMs: goneAt - killedAt, failure: null, fromMs, toMs: Date.now() };
  } catch (error) {
    return { goneMs: null, failure: error instanceof Error ? error.message : String(error), fromMs, toMs: Date.now() };
  } finally {
    await sandbox.dispose();
  }
}

async function pidOf(service: string, socket: string): Promise<number> {
  const found = (await listContainers(socket)).find(({ Name }) => Name.startsWith('/sdtest') && Name.endsWith(`-${service}-1`));
  if (found === undefined) throw new Error(`${service} does not stand`);
  return found.State.Pid;
}
