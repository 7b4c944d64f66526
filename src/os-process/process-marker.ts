/** The environment variables by which whatever a run starts can be found again, also by a process that has no journal. */
export const RUN_MARKER = 'SHAKEDOWN_RUN';
export const ROLE_MARKER = 'SHAKEDOWN_ROLE';
/** Tells the processes of one instance of the stack from those of another, grandchildren included. */
export const INSTANCE_MARKER = 'SHAKEDOWN_INSTANCE';
/** The state folder in which the run keeps its journal and locks. */
export const STATE_MARKER = 'SHAKEDOWN_STATE';

/** `stack`: the system under test and all its descendants. The others are ours and end themselves. */
export type ProcessRole = 'stack' | 'proxy' | 'watchdog';

/** Put it last: the CLI may itself run inside another run. */
export function markerEnvironment(run: string, role: ProcessRole): Record<string, string> {
  return { [RUN_MARKER]: run, [ROLE_MARKER]: role };
}
