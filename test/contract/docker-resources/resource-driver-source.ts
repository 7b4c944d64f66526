import { connectEngine } from '../../../src/docker/engine.ts';
import { dockerStack } from '../../../src/docker/docker-stack.ts';
import { provideHelperImage } from '../../../src/docker/helper/provide-helper-image.ts';
import { createDescriptorFaultDriver } from '../../../src/faults/drivers/docker/descriptors/descriptor-fault-driver.ts';
import { createHeldFaultDriver } from '../../../src/faults/drivers/docker/held/held-fault-driver.ts';
import { createLimitFaultDriver } from '../../../src/faults/drivers/docker/limits/limit-fault-driver.ts';
import type { FaultDriver } from '../../../src/faults/fault-driver.ts';
import type { Json } from '../../../src/journal/undo-record.ts';
import { SILENT } from '../docker-network/network-driver-source.ts';

export type ResourceDriver = 'limits' | 'held' | 'descriptors';

/** What crosses a process boundary; without a project it is a watchdog's driver, which has nothing but records. */
export interface ResourceInput {
  readonly driver: ResourceDriver;
  readonly run: string;
  readonly url: string;
  readonly project: string | null;
  readonly allowHostDisk: boolean;
}

export async function build(input: Json): Promise<FaultDriver> {
  const { driver, run, url, project, allowHostDisk }: ResourceInput = JSON.parse(JSON.stringify(input));
  const wallClock = (): Date => new Date();
  const engine = await connectEngine({ url, tlsFolder: null, from: 'a test' }, AbortSignal.timeout(20_000));
  const stack = project === null ? null : dockerStack(engine, project, run);
  const image = project === null ? null : await provideHelperImage(engine, {}, AbortSignal.timeout(60_000));
  switch (driver) {
    case 'limits':
      return createLimitFaultDriver({ run, stack, wallClock });
    case 'held':
      return createHeldFaultDriver({ run, stack, image, allowHostDisk, listener: SILENT, wallClock });
    case 'descriptors':
      return createDescriptorFaultDriver({ run, stack, image, wallClock });
    default:
      return driver satisfies never;
  }
}
