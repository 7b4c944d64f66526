import type { FaultDriver, PreparedFault, Proof } from '../../../src/faults/fault-driver.ts';
import type { UndoJournal, UndoRecord } from '../../../src/journal/undo-record.ts';
import type { PreparedLoad } from '../../../src/load/load-driver.ts';
import type { PlannedFault } from '../../../src/plan/run-plan.ts';

export const PROVEN: Proof = { proven: true, what: 'fake', value: 1, unit: null, detail: 'seen' };
export const UNPROVEN: Proof = { proven: false, what: 'fake', value: 0, unit: null, detail: 'not seen' };

/** Everything that was done, in order: `record:a`, `inject:a`, `undo:a`, `settle:a`, `load:boundary:fault` … */
export type Deeds = string[];

export interface FakeFaultBehaviour {
  readonly inject?: () => Promise<void>;
  readonly prove?: (signal: AbortSignal) => Proof | Promise<Proof>;
  readonly undo?: (onDone: () => void) => void | Promise<void>;
  readonly gone?: () => Proof;
  readonly instant?: boolean;
}

export function undoRecord(fault: string): UndoRecord {
  return {
    v: 1,
    id: `fault:${fault}`,
    run: 'r',
    fault,
    driver: 'fake',
    driverVersion: 1,
    describe: `undo ${fault}`,
    manual: [`undo-by-hand ${fault}`],
    expiresAt: '2026-01-01T00:00:00.000Z',
    data: null,
  };
}

export function fakeDriver(deeds: Deeds, behaviours: Readonly<Record<string, FakeFaultBehaviour>> = {}): FaultDriver {
  return {
    id: 'fake',
    kinds: ['latency', 'pause', 'kill'],
    restores: {},
    supports: () => true,
    async prepare(fault): Promise<PreparedFault> {
      const behaviour = behaviours[fault.id] ?? {};
      return {
        undo: undoRecord(fault.id),
        instant: behaviour.instant ?? false,
        async inject() {
          deeds.push(`inject:${fault.id}`);
          await behaviour.inject?.();
        },
        prove: async (signal) => behaviour.prove?.(signal) ?? PROVEN,
        proveGone: async () => behaviour.gone?.() ?? PROVEN,
        exposure: async () => null,
      };
    },
    async undo(record, _, onDone = () => undefined) {
      deeds.push(`undo:${record.fault}`);
      await behaviours[record.fault ?? '']?.undo?.(onDone);
    },
  };
}

export function fakeJournal(deeds: Deeds): UndoJournal {
  const records: UndoRecord[] = [];
  return {
    path: 'nowhere',
    async record(record) {
      deeds.push(`record:${record.fault}`);
      records.push(record);
    },
    async settle(id) {
      deeds.push(`settle:${id.replace('fault:', '')}`);
      records.splice(
        records.findIndex((record) => record.id === id),
        1,
      );
    },
    pending: () => [...records],
  };
}

/** Its parts may be replaced before the run. */
export function fakeLoad(deeds: Deeds): { -readonly [Part in keyof PreparedLoad]: PreparedLoad[Part] } {
  return {
    exhausted: new Promise(() => {}),
    begin: () => void deeds.push('load:begin'),
    setBoundary: (boundary) => void deeds.push(`load:boundary:${boundary}`),
    snapshot: async () => void deeds.push('load:snapshot'),
    finish: async () => void deeds.push('load:finish'),
    abandon: async () => void deeds.push('load:abandon'),
    dispose: async () => void deeds.push('load:dispose'),
  };
}

export function plannedFault(id: string, atMs: number, forMs: number): PlannedFault {
  return {
    id,
    settings: { type: 'pause' },
    target: { kind: 'instances', name: 'api', drawn: ['api'], candidates: ['api'] },
    atMs,
    forMs,
    seed: 1,
  };
}
