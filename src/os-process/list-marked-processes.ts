import { findByEnvironment } from './find-by-environment.ts';
import type { ProcessRole } from './process-marker.ts';
import { markerEnvironment } from './process-marker.ts';
import type { ProcessStat } from './process-stat.ts';

/**
 * Processes of a run in a role, by the marker in the environment with which they were started: also those that left their process group
 * or lost their parent. `also`: further variables that they must have.
 */
export async function listMarkedProcesses(
  run: string,
  role: ProcessRole,
  also: Readonly<Record<string, string>> = {},
): Promise<ProcessStat[]> {
  const found = await findByEnvironment({ ...markerEnvironment(run, role), ...also });
  return found.map(({ environment: _, ...stat }) => stat);
}
