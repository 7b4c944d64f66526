import type { RunSession } from './run-session.ts';

/** Gives back everything that the session holds, the last acquired first. What could not be undone is in the events by now. */
export async function takeDown(session: RunSession): Promise<void> {
  for (const { what, error } of await session.cleanup.unwind()) {
    const message = error instanceof Error ? error.message : String(error);
    session.bus.emit({ type: 'warning-raised', message: `${what} could not be given back: ${message}` });
  }
}
