import type { HelperImage } from '../docker/helper/helper-image.ts';
import { signalFromHost } from '../docker/host-signal.ts';
import type { FaultDriver } from '../faults/fault-driver.ts';
import { createCrashFaultDriver } from '../faults/drivers/docker/crash/crash-fault-driver.ts';
import { createEdgeFaultDriver } from '../faults/drivers/docker/edge/edge-fault-driver.ts';
import { createNetworkFaultDriver } from '../faults/drivers/docker/network/network-fault-driver.ts';
import { createDescriptorFaultDriver } from '../faults/drivers/docker/descriptors/descriptor-fault-driver.ts';
import { createHeldFaultDriver } from '../faults/drivers/docker/held/held-fault-driver.ts';
import { createLimitFaultDriver } from '../faults/drivers/docker/limits/limit-fault-driver.ts';
import { lookBeforehand } from './look-beforehand.ts';
import { openEdges } from './open-edges.ts';
import { standingToxiproxyDriver } from './standing-toxiproxy-driver.ts';
import { provideLeash } from './provide-leash.ts';
import { createContainerFaultDriver } from '../faults/drivers/docker/container/container-fault-driver.ts';
import type { HostSignal } from '../faults/drivers/docker/container/prepare-container-fault.ts';
import type { DockerStack } from '../docker/docker-stack.ts';
import type { RunSession } from './run-session.ts';

/** The ways of doing a fault to a container. The helper image is looked for, or made, where some fault of the plan needs it. */
export async function dockerFaultDrivers(session: RunSession, stack: DockerStack): Promise<readonly FaultDriver[]> {
  const { run, plan } = session;
  const wallClock = (): Date => session.clock.wallClock();
  const { engine } = stack;
  const { signal } = session.stop;
  const standing = plan.faultProxy?.kind === 'service' ? plan.faultProxy : null;
  // Toxics of a proxy that stands already need no leash.
  const leashed = standing === null ? plan.faults : plan.faults.filter(({ target }) => target.kind !== 'edge');
  const helper = await provideLeash({ engine, run, faults: leashed, env: process.env, nowMs: wallClock().getTime() }, signal);
  const image = helper?.image ?? null;
  const hostSignal = image === null ? null : hostSignalOf(session, stack, image);
  const listener = {
    onReapplied: (fault: string, instance: string, afterMs: number) =>
      session.bus.emit({ type: 'fault-reapplied', fault, instance, afterMs }),
    onFollowFailed: (fault: string, message: string) => session.bus.emit({ type: 'warning-raised', message: `fault ${fault}: ${message}` }),
  };
  const { allowHostDisk } = plan.experiment.safety;
  const drivers = [
    createContainerFaultDriver({ run, stack, wallClock, hostSignal }),
    createCrashFaultDriver({ run, stack, image, wallClock }),
    createNetworkFaultDriver({ run, stack, helper, listener, wallClock }),
    createLimitFaultDriver({ run, stack, wallClock }),
    createDescriptorFaultDriver({ run, stack, image, wallClock }),
    createHeldFaultDriver({ run, stack, image, allowHostDisk, listener, wallClock }),
    standing === null
      ? createEdgeFaultDriver({ run, edges: helper === null ? null : await openEdges(session, stack, helper), wallClock })
      : await standingToxiproxyDriver(session, stack, standing),
  ];
  await lookBeforehand(drivers, plan.faults, signal);
  return drivers;
}

function hostSignalOf({ run, clock }: RunSession, { engine }: DockerStack, image: HelperImage): HostSignal {
  return ({ fault, id, pid }, name, signal) =>
    signalFromHost(engine, { image, run, fault, nowMs: clock.wallClock().getTime() }, { id, pid, name }, signal);
}
