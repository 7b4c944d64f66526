import { createEngineLoadDriver } from '../load/engine/engine-load-driver.ts';
import { createNativeLoadDriver } from '../load/engine/closed/native-load-driver.ts';
import { createAutocannonLoadDriver } from '../load/autocannon/autocannon-load-driver.ts';
import type { GeneratorSpec } from '../manifest/generator-spec.ts';
import type { LoadDriver, LoadListener, LoadPlan, PreparedLoad } from '../load/load-driver.ts';
import { combinedLoad, numberedListener } from './combined-load.ts';
import { entryFile } from './entry-file.ts';

/** A driver for each kind of load that the plan has, each with threads of its own: what goes as fast as it can must not delay a schedule. */
export async function prepareLoad(
  plan: LoadPlan,
  listener: LoadListener,
  signal: AbortSignal,
  generator: GeneratorSpec,
): Promise<PreparedLoad> {
  const drivers = driversFor(plan, generator);
  const prepared: PreparedLoad[] = [];
  try {
    for (const [index, driver] of drivers.entries()) {
      prepared.push(await driver.prepare(plan, numberedListener(listener, index, drivers.length), signal));
    }
    return combinedLoad(prepared);
  } catch (error) {
    await combinedLoad(prepared).dispose();
    throw error;
  }
}

function driversFor({ entries, closed }: LoadPlan, { workers, precise }: GeneratorSpec): LoadDriver[] {
  const open = { worker: entry('load-worker'), pacer: entry('load-pacer') };
  return [
    ...(entries.length > 0 ? [createEngineLoadDriver(open, { workers, precise })] : []),
    ...(closed.some(({ engine }) => engine === 'native') ? [createNativeLoadDriver(entry('closed-worker'), { workers })] : []),
    ...(closed.some(({ engine }) => engine === 'autocannon') ? [createAutocannonLoadDriver(entry('autocannon-worker'), { workers })] : []),
  ];
}

const entry = (name: string): URL => entryFile(import.meta.url, `./${name}.main`);
