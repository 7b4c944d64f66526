import { findByEnvironment } from './find-by-environment.ts';
import { ROLE_MARKER, RUN_MARKER, STATE_MARKER } from './process-marker.ts';
import type { ProcessStat } from './process-stat.ts';

export interface StackProcess extends ProcessStat {
  readonly run: string;
}

/**
 * Whatever the runs that keep their journals and locks in `state` have started and not ended. Runs with another state folder are
 * somebody else's: whether they live, our locks cannot tell.
 */
export async function listStackProcesses(state: string): Promise<StackProcess[]> {
  const found = await findByEnvironment({ [ROLE_MARKER]: 'stack', [STATE_MARKER]: state });
  return found.flatMap(({ environment, ...stat }) => {
    const run = environment.find((entry) => entry.startsWith(`${RUN_MARKER}=`))?.slice(RUN_MARKER.length + 1);
    return run === undefined ? [] : [{ ...stat, run }];
  });
}
