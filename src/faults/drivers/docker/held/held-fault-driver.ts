import type { DockerStack } from '../../../../docker/docker-stack.ts';
import type { HelperImage } from '../../../../docker/helper/helper-image.ts';
import { createInsideLook } from '../../../../docker/leash/look-inside.ts';
import { connectRecorded } from '../../../../docker/recorded-engine.ts';
import type { PlannedFault } from '../../../../plan/run-plan.ts';
import { restoresTable } from '../../../kinds/restores.ts';
import type { FaultDriver, Refusal } from '../../../fault-driver.ts';
import type { FaultKindName } from '../../../fault-settings.ts';
import { endHelpers } from '../end-helpers.ts';
import type { NetworkFaultListener } from '../network/network-fault-driver.ts';
import { checkHeldUndo, DOCKER_HELD } from './held-undo-data.ts';
import { prepareHeldFault } from './prepare-held-fault.ts';
import type { PreparedHeldFault } from './prepare-held-fault.ts';

const KINDS: readonly FaultKindName[] = ['disk_fill', 'cpu_burn', 'memory_pressure'];
/** How long after its planned end a helper may still hold a fault; the journal's record expires then too. */
const GRACE_MS = 60_000;

export interface HeldFaultDriverOptions {
  readonly run: string;
  /** `null` for whoever undoes after the run is over, and only calls `undo`. */
  readonly stack: DockerStack | null;
  readonly image: HelperImage | null;
  readonly allowHostDisk: boolean;
  readonly listener: NetworkFaultListener;
  readonly wallClock: () => Date;
}

/** Space, CPU and memory of containers, held by helpers on a leash: what dies with us is what held it. */
export function createHeldFaultDriver({ run, stack, image, allowHostDisk, listener, wallClock }: HeldFaultDriverOptions): FaultDriver {
  const prepared = new Map<string, PreparedHeldFault>();
  return {
    id: DOCKER_HELD,
    kinds: KINDS,
    restores: restoresTable('container', KINDS),
    supports,
    async prepare(fault, signal) {
      if (stack === null || image === null) throw new Error('without a running stack and a helper there is nothing to break');
      const look = { image, run, fault: fault.id, ttlMs: fault.forMs + GRACE_MS, nowMs: wallClock().getTime() };
      const one = await prepareHeldFault(
        fault,
        { stack, look, inside: createInsideLook(stack.engine, look), allowHostDisk },
        listener,
        signal,
      );
      prepared.set(one.undo.id, one);
      return one;
    },
    async undo(record, signal) {
      checkHeldUndo(record);
      await prepared.get(record.id)?.release(signal);
      await endHelpers(stack?.engine ?? (await connectRecorded(record.data, signal)), record, signal);
    },
  };
}

function supports({ settings, target }: PlannedFault): true | Refusal {
  if (!KINDS.includes(settings.type)) return { refused: `${settings.type} is not held by a helper` };
  return (
    target.kind === 'instances' || {
      refused: `${settings.type} needs containers, and ${target.name} is none`,
      try: 'name a service target',
    }
  );
}
