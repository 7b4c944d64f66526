import type { FaultDriver } from '../../../src/faults/fault-driver.ts';
import type { Json } from '../../../src/journal/undo-record.ts';

/** Where a driver comes from, in words that cross a process boundary: `module` exports `build(input)`. */
export interface DriverSource {
  /** `file:` URL of a module that exports `build`, a `BuildDriver`. */
  readonly module: string;
  readonly input: Json;
}

export type BuildDriver = (input: Json) => FaultDriver | Promise<FaultDriver>;

/** Imports the module and builds the driver. */
export async function loadDriver(source: DriverSource): Promise<FaultDriver> {
  const loaded: { build: BuildDriver } = await import(source.module);
  return loaded.build(source.input);
}
