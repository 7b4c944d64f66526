import type { DockerStack } from '../../../../docker/docker-stack.ts';
import type { HelperImage } from '../../../../docker/helper/helper-image.ts';
import { connectRecorded } from '../../../../docker/recorded-engine.ts';
import type { PlannedFault } from '../../../../plan/run-plan.ts';
import { restoresTable } from '../../../kinds/restores.ts';
import type { FaultDriver, Refusal } from '../../../fault-driver.ts';
import { undoDescriptors } from './change-limits.ts';
import { DOCKER_DESCRIPTORS } from './descriptor-undo-data.ts';
import { prepareDescriptorFault } from './prepare-descriptor-fault.ts';

export interface DescriptorFaultDriverOptions {
  readonly run: string;
  /** `null` for whoever undoes after the run is over, and only calls `undo`. */
  readonly stack: DockerStack | null;
  readonly image: HelperImage | null;
  readonly wallClock: () => Date;
}

/** How many files the processes of a container may open: the kernel's soft limit of each, changed from among them. */
export function createDescriptorFaultDriver({ run, stack, image, wallClock }: DescriptorFaultDriverOptions): FaultDriver {
  return {
    id: DOCKER_DESCRIPTORS,
    kinds: ['fd_limit'],
    restores: restoresTable('container', ['fd_limit']),
    supports,
    async prepare(fault, signal) {
      if (stack === null || image === null) throw new Error('without a running stack and a helper there is nothing to break');
      return prepareDescriptorFault(fault, { run, stack, image, nowMs: wallClock().getTime() }, signal);
    },
    async undo(record, signal) {
      await undoDescriptors(stack?.engine ?? (await connectRecorded(record.data, signal)), record, wallClock().getTime(), signal);
    },
  };
}

function supports({ settings, target }: PlannedFault): true | Refusal {
  if (settings.type !== 'fd_limit') return { refused: `${settings.type} is no limit of open files` };
  return target.kind === 'instances' || { refused: `fd_limit needs containers, and ${target.name} is none`, try: 'name a service target' };
}
