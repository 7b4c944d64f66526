import { connectEngine } from '../../../src/docker/engine.ts';
import { provideHelperImage } from '../../../src/docker/helper/provide-helper-image.ts';
import { createCrashFaultDriver } from '../../../src/faults/drivers/docker/crash/crash-fault-driver.ts';
import type { FaultDriver } from '../../../src/faults/fault-driver.ts';
import type { Json } from '../../../src/journal/undo-record.ts';
import { dockerStack } from '../../../src/docker/docker-stack.ts';

interface Input {
  readonly run: string;
  readonly url: string;
  readonly project: string | null;
}

/** Without a project it is a watchdog's driver, which has nothing but records. */
export async function build(input: Json): Promise<FaultDriver> {
  const { run, url, project }: Input = JSON.parse(JSON.stringify(input));
  const wallClock = (): Date => new Date();
  if (project === null) return createCrashFaultDriver({ run: '', stack: null, image: null, wallClock });
  const signal = AbortSignal.timeout(60_000);
  const engine = await connectEngine({ url, tlsFolder: null, from: 'a test' }, signal);
  const image = await provideHelperImage(engine, {}, signal);
  return createCrashFaultDriver({ run, stack: dockerStack(engine, project, run), image, wallClock });
}
