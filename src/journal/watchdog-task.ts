import { isObject } from './untyped.ts';

/** What a watchdog is told at its start, as one JSON argument. Holds no secrets: arguments stand in the process list. */
export interface WatchdogTask {
  readonly run: string;
  readonly journalPath: string;
  readonly runFolder: string;
  /** The terminal that a dashboard has taken over, to be given back if the run dies; `null` where there is none. */
  readonly ttyPath: string | null;
  /** The run breaks containers: loading what speaks to an engine takes a while, and must not be left for when every moment counts. */
  readonly docker: boolean;
  /** Its settings before, as `stty -g` prints them; `null`: unknown. */
  readonly ttySettings: string | null;
}

/** Throws where the argument is not what `startWatchdog` writes. */
export function parseWatchdogTask(argument: string | undefined): WatchdogTask {
  const value: unknown = JSON.parse(argument ?? 'null');
  if (isObject(value)) {
    const { run, journalPath, runFolder, ttyPath, ttySettings, docker } = value;
    if (typeof run === 'string' && typeof journalPath === 'string' && typeof runFolder === 'string') {
      const tty = { ttyPath: textOrNull(ttyPath), ttySettings: textOrNull(ttySettings) };
      return { run, journalPath, runFolder, ...tty, docker: docker === true };
    }
  }
  throw new Error('a watchdog is started by a run, with its task as one JSON argument');
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
