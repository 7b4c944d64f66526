import { createToxiproxyFaultDriver } from '../../../src/faults/drivers/toxiproxy/toxiproxy-fault-driver.ts';
import type { FaultDriver } from '../../../src/faults/fault-driver.ts';
import type { Json } from '../../../src/journal/undo-record.ts';
import type { EdgeRoute } from '../../../src/stack/running-stack.ts';

/** What `build` takes: no routes is what a watchdog has. */
export interface ToxiproxyDriverInput {
  readonly run: string;
  readonly routes: readonly EdgeRoute[];
}

/** Builds the driver under test, here or in a child process. */
export function build(input: Json): FaultDriver {
  const { run, routes }: ToxiproxyDriverInput = JSON.parse(JSON.stringify(input));
  return createToxiproxyFaultDriver({ run, routes });
}
