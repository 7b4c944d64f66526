import { EXIT, UserError } from '../errors/user-error.ts';
import type { Json } from '../journal/undo-record.ts';
import { connectEngine } from './engine.ts';
import type { DockerEngine } from './engine.ts';

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

/**
 * The engine that a record names, from any process. Throws a UserError (exit 6) when none answers there, or another one does: nothing
 * of what the record says would be true on it.
 */
export async function connectRecorded(data: Json, signal: AbortSignal): Promise<DockerEngine> {
  const recorded = parseRecordedEngine(data);
  if (recorded === null) throw new Error('the record does not name an engine');
  const { url, tlsFolder, id } = recorded;
  const engine = await connectEngine({ url, tlsFolder, from: 'the journal' }, signal);
  if (engine.id === id) return engine;
  throw new UserError(`another Docker engine (${engine.name}, ${engine.id}) answers at ${url} now than the one that was recorded (${id})`, {
    exitCode: EXIT.unreachable,
    where: url,
    try: 'undo it on the engine where it was done, with `shakedown recover`',
  });
}
