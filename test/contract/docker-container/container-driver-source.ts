import { connectEngine } from '../../../src/docker/engine.ts';
import { createContainerFaultDriver } from '../../../src/faults/drivers/docker/container/container-fault-driver.ts';
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
  const common = { hostSignal: null, wallClock: () => new Date() };
  if (project === null) return createContainerFaultDriver({ run: '', stack: null, ...common });
  const engine = await connectEngine({ url, tlsFolder: null, from: 'a test' }, AbortSignal.timeout(20_000));
  return createContainerFaultDriver({ run, stack: dockerStack(engine, project, run), ...common });
}
