import { isObject } from './untyped.ts';

/** What a watchdog is told at its start, as one JSON argument. Holds no secrets: arguments stand in the process list. */
export interface WatchdogTask {
  readonly run: string;
  readonly journalPath: string;
  readonly runFolder: string;
  /** The run breaks containers: loading what speaks to an engine takes a while, and must not be left for when every moment counts. */
  readonly docker: boolean;
}

/** Throws where the argument is not what `startWatchdog` writes. */
export function parseWatchdogTask(argument: string | undefined): WatchdogTask {
  const value: unknown = JSON.parse(argument ?? 'null');
  if (isObject(value)) {
    const { run, journalPath, runFolder, docker } = value;
    if (typeof run === 'string' && typeof journalPath === 'string' && typeof runFolder === 'string') {
      return { run, journalPath, runFolder, docker: docker === true };
    }
  }
  throw new Error('a watchdog is started by a run, with its task as one JSON argument');
}
