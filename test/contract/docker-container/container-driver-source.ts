import { connectEngine } from '../../../src/docker/engine.ts';
import { provideHelperImage } from '../../../src/docker/helper/provide-helper-image.ts';
import { signalFromHost } from '../../../src/docker/host-signal.ts';
import { createContainerFaultDriver } from '../../../src/faults/drivers/docker/container/container-fault-driver.ts';
import type { HostSignal } from '../../../src/faults/drivers/docker/container/prepare-container-fault.ts';
import type { FaultDriver } from '../../../src/faults/fault-driver.ts';
import type { Json } from '../../../src/journal/undo-record.ts';
import { dockerStack } from '../../../src/docker/docker-stack.ts';

/** What crosses a process boundary; without a project it is a watchdog's driver, which has nothing but records. */
interface Input {
  readonly run: string;
  readonly url: string;
  readonly project: string | null;
}

export async function build(input: Json): Promise<FaultDriver> {
  const { run, url, project }: Input = JSON.parse(JSON.stringify(input));
  const wallClock = (): Date => new Date();
  if (project === null) return createContainerFaultDriver({ run: '', stack: null, hostSignal: null, wallClock });
  const signal = AbortSignal.timeout(60_000);
  const engine = await connectEngine({ url, tlsFolder: null, from: 'a test' }, signal);
  const image = await provideHelperImage(engine, {}, signal);
  const hostSignal: HostSignal = ({ fault, id, pid }, name, sending) =>
    signalFromHost(engine, { image, run, fault, nowMs: Date.now() }, { id, pid, name }, sending);
  return createContainerFaultDriver({ run, stack: dockerStack(engine, project, run), hostSignal, wallClock });
}
