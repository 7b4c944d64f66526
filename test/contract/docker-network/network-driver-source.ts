import { connectEngine } from '../../../src/docker/engine.ts';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { provideHelperImage } from '../../../src/docker/helper/provide-helper-image.ts';
import type { LeashClass } from '../../../src/docker/leash/nft-leash.ts';
import { createNetworkFaultDriver } from '../../../src/faults/drivers/docker/network/network-fault-driver.ts';
import type { NetworkFaultListener } from '../../../src/faults/drivers/docker/network/network-fault-driver.ts';
import type { FaultDriver } from '../../../src/faults/fault-driver.ts';
import type { Json } from '../../../src/journal/undo-record.ts';
import { directoryOf } from './labelled-stack.ts';

export const SILENT: NetworkFaultListener = { onReapplied: () => undefined, onFollowFailed: () => undefined };

/** What crosses a process boundary; without a project it is a watchdog's driver, which has nothing but records. */
interface Input {
  readonly run: string;
  readonly url: string;
  readonly project: string | null;
  readonly class: LeashClass;
}

export async function build(input: Json): Promise<FaultDriver> {
  const { run, url, project, class: leashClass }: Input = JSON.parse(JSON.stringify(input));
  if (project === null)
    return createNetworkFaultDriver({ run: '', stack: null, helper: null, listener: SILENT, wallClock: () => new Date() });
  const engine = await connectEngine({ url, tlsFolder: null, from: 'a test' }, AbortSignal.timeout(20_000));
  return networkDriver(engine, { run, project, class: leashClass });
}

export async function networkDriver(
  engine: DockerEngine,
  options: { readonly run: string; readonly project: string; readonly class?: LeashClass; readonly listener?: NetworkFaultListener },
): Promise<FaultDriver> {
  const { run, project, class: leashClass = 'kernel', listener = SILENT } = options;
  const image = await provideHelperImage(engine, {}, AbortSignal.timeout(60_000));
  return createNetworkFaultDriver({
    run,
    stack: directoryOf(engine, project),
    helper: { image, class: leashClass },
    listener,
    wallClock: () => new Date(),
  });
}
