import type { RunEvent } from './run-event.ts';

/** Written by another than the run, when that was dead, which may be days later: its time is none of the run's. */
export function isAppended(event: RunEvent): boolean {
  return event.type === 'record-replayed' && event.by !== 'run';
}
