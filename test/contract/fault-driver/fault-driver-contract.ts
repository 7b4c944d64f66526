import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultDriver, PreparedFault, Proof } from '../../../src/faults/fault-driver.ts';
import type { Restores } from '../../../src/faults/kinds/restores.ts';
import type { PlannedFault } from '../../../src/plan/run-plan.ts';
import type { Json, UndoRecord } from '../../../src/journal/undo-record.ts';
import type { DriverSource } from './driver-source.ts';
import { loadDriver } from './driver-source.ts';
import { injectInChild, undoInChild } from './in-child.ts';

/** A target that stands, and the drivers that can reach it. Built anew for every test. */
export interface FaultSubject {
  readonly fault: PlannedFault;
  /** Builds the driver that injects: in this process, and again in a child that is then killed. */
  readonly injector: DriverSource;
  /** Builds the driver as a watchdog has it: it knows nothing but the record that it is handed. */
  readonly watchdog: DriverSource;
  /** The target as it is now, by the fields that the driver's `restores` names. */
  state(): Promise<TargetState>;
  /** Takes the target away while the fault is held (proxy server killed, process killed and reaped). */
  loseTarget(): Promise<void>;
  /** One of the case's further losses. */
  lose?(loss: string): Promise<void>;
  /** Ends everything that the subject started. */
  dispose(): Promise<void>;
}

/** By field; equal values mean that nothing changed. */
export type TargetState = Readonly<Record<string, Json>>;

export interface FaultCase {
  readonly title: string;
  start(): Promise<FaultSubject>;
  /**
   * What the driver's `undo()` does without the run's own state. `restores`: the target is as before (default).
   * `leaves`: it resolves and the target stays as it is, because the run's end takes it away anyway (a killed process of our own stack).
   */
  readonly undoFromOutside?: 'restores' | 'leaves';
  /** `leash`: it ends with its injector, without anybody's doing; else it stays until somebody undoes it (default). */
  readonly heldBy?: 'leash' | 'record';
  /** Where it depends on the target: what `plan` says for one like this. */
  readonly restores?: Restores;
  /** `effect`: another kind of the same driver goes through all the rest; of this one only what is its own is shown, that it bites and is gone. */
  readonly part?: 'effect';
  /** What else may become of a target, one after the other; one after which it stands no more (`… removed`) is the last. */
  readonly losses?: readonly string[];
}

/** What every fault driver must do: DESIGN §6, SEMANTICS Proof and Undo. */
export function describeFaultDriver(name: string, cases: readonly FaultCase[]): void {
  describe.each(cases)(`fault driver ${name}: $title`, (each) => {
    let subject: FaultSubject;
    let driver: FaultDriver;
    let prepared: PreparedFault;
    const signal = (): AbortSignal => AbortSignal.timeout(20_000);

    beforeEach(async () => {
      subject = await each.start();
      driver = await loadDriver(subject.injector);
      prepared = await driver.prepare(subject.fault, signal());
    });
    afterEach(async () => {
      await subject.dispose();
    });

    it('supports the fault, and its record stands in a journal unchanged', () => {
      expect(driver.supports(subject.fault)).toBe(true);
      expect(driver.kinds).toContain(subject.fault.settings.type);
      expect(JSON.parse(JSON.stringify(prepared.undo))).toEqual(prepared.undo);
      expect(prepared.undo).toMatchObject({ v: 1, fault: subject.fault.id, driver: driver.id });
      expect(prepared.undo.describe).not.toBe('');
      expect(Date.parse(prepared.undo.expiresAt)).toBeGreaterThan(Date.now());
    });

    it('does not claim an effect before inject', async () => {
      expect(await prepared.prove(signal())).toMatchObject({ proven: false });
    });

    it('proves its effect, undoes it, and proves that it is gone: what it says that it restores is as before', async () => {
      const before = await subject.state();
      await prepared.inject(signal());
      const proof = await eventually((limit) => prepared.prove(limit));
      expect(proof, proof.detail).toMatchObject({ proven: true });
      const exposure = await prepared.exposure();
      if (exposure !== null) expect(exposure).toMatchObject({ connections: 0, bytes: 0 });
      await driver.undo(prepared.undo, signal());
      const gone = await eventually((limit) => prepared.proveGone(limit));
      expect(gone, gone.detail).toMatchObject({ proven: true });
      expectRestored(each.restores ?? restoresOf(driver, subject.fault), before, await subject.state());
    });

    if (each.part === 'effect') return;

    it('may be undone twice, and undone without having been injected', async () => {
      await driver.undo(prepared.undo, signal());
      if (prepared.instant) return;
      await prepared.inject(signal());
      await driver.undo(prepared.undo, signal());
      await driver.undo(prepared.undo, signal());
      const gone = await eventually((limit) => prepared.proveGone(limit));
      expect(gone, gone.detail).toMatchObject({ proven: true });
    });

    it('is undone from a fresh process that has nothing but the record', async () => {
      await prepared.inject(signal());
      await undoInChild(subject.watchdog, prepared.undo);
      if (each.undoFromOutside === 'leaves') return;
      const gone = await eventually((limit) => prepared.proveGone(limit));
      expect(gone, gone.detail).toMatchObject({ proven: true });
    });

    it('is undone when its target went away in the meantime', async () => {
      await prepared.inject(signal());
      await subject.loseTarget();
      expect(await prepared.prove(signal())).toBeDefined();
      const watchdog = await loadDriver(subject.watchdog);
      await watchdog.undo(prepared.undo, signal());
    });

    it.each(each.losses === undefined ? [] : [{ losses: each.losses }])(
      'is undone when its target was $losses in the meantime',
      async ({ losses }) => {
        const watchdog = await loadDriver(subject.watchdog);
        const records: UndoRecord[] = [];
        for (const [index, loss] of losses.entries()) {
          const held = await driver.prepare({ ...subject.fault, id: `lost-${index}` }, signal());
          records.push(held.undo);
          await held.inject(signal());
          await subject.lose?.(loss);
          expect(await held.prove(signal()), loss).toBeDefined();
          await (each.heldBy === 'leash' ? driver : watchdog).undo(held.undo, signal());
          if (loss.endsWith('removed')) continue;
          const gone = await eventually((limit) => held.proveGone(limit));
          expect(gone, `${loss}: ${gone.detail}`).toMatchObject({ proven: true });
        }
        for (const record of records) await watchdog.undo(record, signal());
      },
    );

    it('is undone after its injector was killed', async () => {
      await injectInChild(subject.injector, subject.fault);
      if (each.heldBy === 'leash') {
        const gone = await eventually((limit) => prepared.proveGone(limit));
        expect(gone, gone.detail).toMatchObject({ proven: true });
        await undoInChild(subject.watchdog, prepared.undo);
        return;
      }
      const proof = await eventually((limit) => prepared.prove(limit));
      expect(proof, proof.detail).toMatchObject({ proven: true });
      await undoInChild(subject.watchdog, prepared.undo);
      if (each.undoFromOutside === 'leaves') return;
      const gone = await eventually((limit) => prepared.proveGone(limit));
      expect(gone, gone.detail).toMatchObject({ proven: true });
    });
  });
}

/** `same` is as it was, and `differs` is not: a table that promised too little would be as wrong as one that promised too much. */
function expectRestored({ as, same, differs }: Restores, before: TargetState, after: TargetState): void {
  expect(Object.keys(before).toSorted()).toEqual([...same, ...differs].toSorted());
  expect(differs.length > 0).toBe(as !== 'exact');
  for (const field of same) expect(after[field], field).toEqual(before[field]);
  for (const field of differs) expect(after[field], field).not.toEqual(before[field]);
}

function restoresOf(driver: FaultDriver, { settings }: PlannedFault): Restores {
  const restores = driver.restores[settings.type];
  if (restores === undefined) throw new Error(`${driver.id} does not say what ${settings.type} restores`);
  return restores;
}

/** Again until it is proven, as a run does: a busy machine, or a target that still wakes up, may need a moment to show it. */
async function eventually(prove: (signal: AbortSignal) => Promise<Proof>): Promise<Proof> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const proof = await prove(AbortSignal.timeout(20_000));
    if (proof.proven || performance.now() > deadline) return proof;
    await sleep(150);
  }
}
