import { provideHelperImage } from '../docker/helper/provide-helper-image.ts';
import { openHostSignaller } from '../docker/host-signal.ts';
import type { FaultDriver } from '../faults/fault-driver.ts';
import { createContainerFaultDriver } from '../faults/drivers/docker/container/container-fault-driver.ts';
import type { HostSignal } from '../faults/drivers/docker/container/prepare-container-fault.ts';
import { throughEngine } from '../faults/drivers/docker/container/through-engine.ts';
import type { DockerStack } from '../stack/docker-stack.ts';
import type { RunSession } from './run-session.ts';

/** The ways of doing a fault to a container. The helper image is looked for, or made, where some fault of the plan needs it. */
export async function dockerFaultDrivers(session: RunSession, stack: DockerStack): Promise<readonly FaultDriver[]> {
  const { run, plan } = session;
  const wallClock = (): Date => session.clock.wallClock();
  const needsHelper = plan.faults.some(({ settings }) => settings.type === 'kill' && !throughEngine(settings.signal));
  const hostSignal = needsHelper ? await hostSignalOf(session, stack) : null;
  return [createContainerFaultDriver({ run, stack, wallClock, hostSignal })];
}

async function hostSignalOf({ run, clock, stop }: RunSession, { engine }: DockerStack): Promise<HostSignal> {
  const image = await provideHelperImage(engine, process.env, stop.signal);
  return async ({ fault, id, pid }, name, signal) => {
    const signaller = await openHostSignaller(engine, { image, run, fault, nowMs: clock.wallClock().getTime() }, signal);
    try {
      const process = await signaller.identify(id, pid, signal);
      if ((await signaller.send(process, name, signal)) === 'gone') throw new Error(`container ${id.slice(0, 12)} is gone`);
    } finally {
      await signaller.close(AbortSignal.timeout(5_000));
    }
  };
}
