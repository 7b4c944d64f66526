import { connectEngine } from '../../../src/docker/engine.ts';
import { createStandingFaultDriver } from '../../../src/faults/drivers/docker/edge/standing-fault-driver.ts';
import type { StandingToxiproxy } from '../../../src/faults/drivers/docker/edge/standing-undo-data.ts';
import { createToxiproxyFaultDriver } from '../../../src/faults/drivers/toxiproxy/toxiproxy-fault-driver.ts';
import type { FaultDriver } from '../../../src/faults/fault-driver.ts';
import type { Json } from '../../../src/journal/undo-record.ts';
import type { EdgeRoute } from '../../../src/stack/running-stack.ts';

/** What crosses a process boundary; `null` is what a watchdog has: nothing but records. */
export type StandingInput = {
  readonly run: string;
  readonly url: string;
  readonly routes: readonly EdgeRoute[];
  readonly toxiproxy: StandingToxiproxy;
} | null;

export async function build(input: Json): Promise<FaultDriver> {
  const given: StandingInput = JSON.parse(JSON.stringify(input));
  const wallClock = (): Date => new Date();
  if (given === null) return createStandingFaultDriver({ standing: null, wallClock });
  const { run, url, routes, toxiproxy } = given;
  const engine = await connectEngine({ url, tlsFolder: null, from: 'a test' }, AbortSignal.timeout(20_000));
  const toxics = createToxiproxyFaultDriver({ run, routes, wallClock });
  return createStandingFaultDriver({ standing: { engine, toxiproxy, toxics }, wallClock });
}
