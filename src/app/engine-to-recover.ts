import { connectEngine } from '../docker/engine.ts';
import type { DockerEngine } from '../docker/engine.ts';
import { resolveEngine } from '../docker/resolve-engine.ts';

const CONNECT_LIMIT_MS = 5_000;

/**
 * The engine that the flag names, wherever it is; throws a UserError where it does not answer. Without a flag the one that docker would
 * speak to, or `null`: no engine here means nothing to recover on one.
 */
export async function engineToRecover(flag: string | null): Promise<DockerEngine | null> {
  const signal = AbortSignal.timeout(CONNECT_LIMIT_MS);
  if (flag !== null) return connectEngine(await resolveEngine({ flag, manifest: flag, env: process.env }), signal);
  try {
    return await connectEngine(await resolveEngine({ flag: null, manifest: null, env: process.env }), signal);
  } catch {
    return null;
  }
}
