import type { EngineCalls } from './engine.ts';

/** What the engine's own clock says: what stands on it is dated by that one, since everybody's own may be set, or be another machine's. */
export async function engineTime(engine: EngineCalls, signal: AbortSignal): Promise<Date> {
  const info = await engine.call('asking the engine for the time', (docker): Promise<{ readonly SystemTime?: string }> => docker.info(), {
    signal,
  });
  const at = Date.parse(info.SystemTime ?? '');
  return Number.isNaN(at) ? new Date() : new Date(at);
}
