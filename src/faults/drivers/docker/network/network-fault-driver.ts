import { connectRecorded } from '../../../../docker/recorded-engine.ts';
import type { HelperImage } from '../../../../docker/helper/helper-image.ts';
import type { LeashClass } from '../../../../docker/leash/nft-leash.ts';
import type { PlannedFault } from '../../../../plan/run-plan.ts';
import type { FaultDriver, Refusal } from '../../../fault-driver.ts';
import type { FaultKindName } from '../../../fault-settings.ts';
import { restoresTable } from '../../../kinds/restores.ts';
import type { ContainerDirectory } from './networked-container.ts';
import { DOCKER_NETWORK } from './network-undo-data.ts';
import { prepareNetworkFault } from './prepare-network-fault.ts';
import type { PreparedNetworkFault } from './prepare-network-fault.ts';
import { undoNetworkFault } from './undo-network-fault.ts';

const KINDS: readonly FaultKindName[] = ['partition', 'isolate', 'loss', 'dns'];

/** What helpers are started from, and how the rules that they hold end: both looked at before the baseline. */
export interface LeashHelper {
  readonly image: HelperImage;
  readonly class: LeashClass;
}

export interface NetworkFaultListener {
  /** A restarted container has its rules again. */
  onReapplied(fault: string, instance: string, afterMs: number): void;
  /** It has not; the proof before undo will tell. */
  onFollowFailed(fault: string, message: string): void;
}

export interface NetworkFaultDriverOptions {
  readonly run: string;
  /** `null` for whoever undoes after the run is over, and only calls `undo`. */
  readonly stack: ContainerDirectory | null;
  readonly helper: LeashHelper | null;
  readonly listener: NetworkFaultListener;
  readonly wallClock: () => Date;
}

/** Faults on the network of containers: nft rules in their namespaces, each table on a leash. */
export function createNetworkFaultDriver({ run, stack, helper, listener, wallClock }: NetworkFaultDriverOptions): FaultDriver {
  const prepared = new Map<string, PreparedNetworkFault>();
  return {
    id: DOCKER_NETWORK,
    kinds: KINDS,
    restores: restoresTable('container', KINDS),
    supports,
    async prepare(fault, signal) {
      if (stack === null || helper === null) throw new Error('without a running stack and a helper there is nothing to break');
      const one = await prepareNetworkFault({ run, fault, directory: stack, helper, listener, wallClock }, signal);
      prepared.set(one.undo.id, one);
      return one;
    },
    async undo(record, signal) {
      await prepared.get(record.id)?.release(signal);
      const engine = stack === null ? await connectRecorded(record.data, signal) : stack.engine;
      await undoNetworkFault(engine, record, wallClock().getTime(), signal);
    },
  };
}

function supports({ settings, target }: PlannedFault): true | Refusal {
  if (!KINDS.includes(settings.type)) return { refused: `${settings.type} is not a fault on the network of containers` };
  const needed = settings.type === 'partition' ? 'groups' : 'instances';
  if (target.kind === needed) return true;
  return needed === 'groups'
    ? { refused: `${settings.type} needs two groups, and ${target.name} is none`, try: 'name a target with `between`' }
    : { refused: `${settings.type} needs a service, and ${target.name} is none`, try: 'name a service target' };
}
