import { EXIT, UserError } from '../errors/user-error.ts';
import type { Json } from '../journal/undo-record.ts';
import { askWhoItIs, engineCalls } from './engine.ts';
import type { DockerEngine, EngineCalls } from './engine.ts';

/** An engine as an undo record names it. */
export interface RecordedEngine {
  readonly url: string;
  readonly tlsFolder: string | null;
  readonly id: string;
}

export function recordedEngine({ address, id }: DockerEngine): {
  readonly url: string;
  readonly tlsFolder: string | null;
  readonly id: string;
} {
  return { url: address.url, tlsFolder: address.tlsFolder, id };
}

/** `null` where a record names none. */
export function parseRecordedEngine(data: Json): RecordedEngine | null {
  if (typeof data !== 'object' || data === null || !('engine' in data)) return null;
  const { engine } = data;
  if (typeof engine !== 'object' || engine === null || !('url' in engine) || !('id' in engine)) return null;
  const { url, id } = engine;
  if (typeof url !== 'string' || typeof id !== 'string') return null;
  return { url, id, tlsFolder: 'tlsFolder' in engine && typeof engine.tlsFolder === 'string' ? engine.tlsFolder : null };
}

/** An engine that is spoken to while it is still asked who it is, which may take longer than the deed. */
export interface ReachedEngine {
  /** Enough for whatever names its container by an ID, which no other engine has. */
  readonly calls: EngineCalls;
  /** Before anything else is believed of it. Rejects as `connectRecorded` does. */
  readonly verified: Promise<DockerEngine>;
}

/** The engine at the address that a record names, before it is known to be that one. Throws where the record names none. */
export async function reachRecorded(data: Json, signal: AbortSignal): Promise<ReachedEngine> {
  const recorded = parseRecordedEngine(data);
  if (recorded === null) throw new Error('the record does not name an engine');
  const { url, tlsFolder, id } = recorded;
  const calls = await engineCalls({ url, tlsFolder, from: 'the journal' });
  const verified = askWhoItIs(calls, signal).then((engine) => {
    if (engine.id === id) return engine;
    throw new UserError(
      `another Docker engine (${engine.name}, ${engine.id}) answers at ${url} now than the one that was recorded (${id})`,
      { exitCode: EXIT.unreachable, where: url, try: 'undo it on the engine where it was done, with `shakedown recover`' },
    );
  });
  // Whoever needs to know awaits it.
  verified.catch(() => undefined);
  return { calls, verified };
}

/**
 * The engine that a record names, from any process. Throws a UserError (exit 6) when none answers there, or another one does: nothing
 * of what the record says would be true on it.
 */
export async function connectRecorded(data: Json, signal: AbortSignal): Promise<DockerEngine> {
  return (await reachRecorded(data, signal)).verified;
}
