import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, UserError } from '../../errors/user-error.ts';
import type { DockerEngine } from '../engine.ts';
import type { HelperImage } from '../helper/helper-image.ts';
import { NftRefused, addTable, openNftLeash } from './nft-leash.ts';
import type { LeashClass } from './nft-leash.ts';
import { openShellLeash } from './shell-leash.ts';
import type { ShellLeash } from './shell-leash.ts';

/** Nobody listens there: a refusal comes at once, and silence means that rules bite. */
const PORT = 9;
const ASK = `nc -w 1 127.0.0.1 ${PORT} -e true`;
const TTL_MS = 60_000;
/** SIGKILL of an injector to traffic: 17–26 ms were measured; a busy machine may take longer. */
const RELEASE_LIMIT_MS = 5_000;

export interface ProvenLeash {
  readonly class: LeashClass;
  /** From the cut of the connection to traffic that flows again. */
  readonly releasedMs: number;
}

/**
 * Tries the leash on a throwaway container of our own: rules must bite, and must go when the connection is cut, as it is by our death.
 * Throws a UserError (exit 6) where they do not: a fault held so could outlive us (Podman keeps a helper's stdin open, gVisor ignores
 * the rules).
 */
export async function proveLeash(
  engine: DockerEngine,
  parts: { readonly image: HelperImage; readonly run: string; readonly nowMs: number },
  signal: AbortSignal,
): Promise<ProvenLeash> {
  const base = { ...parts, role: 'probe', fault: 'preflight', ttlMs: TTL_MS } as const;
  const observer = await openShellLeash(engine, { ...base, networkOf: null, capability: null }, signal);
  try {
    for (const leashClass of ['kernel', 'helper'] as const) {
      const table = `shakedown_${parts.run}_preflight`;
      const held = await openNftLeash(engine, { ...base, networkOf: observer.leash.container, table, class: leashClass }, signal);
      try {
        await held.apply([addTable(table, leashClass)], signal);
      } catch (error) {
        await held.leash.close(signal);
        if (error instanceof NftRefused && leashClass === 'kernel') continue;
        throw error;
      }
      await held.apply(
        [
          `add chain inet ${table} out { type filter hook output priority -300; }`,
          `add rule inet ${table} out tcp dport ${PORT} counter drop`,
        ],
        signal,
      );
      if (await answers(observer, signal))
        throw refuse(engine, 'its rules change nothing: the engine’s containers have a network of another kind');
      held.leash.cut();
      const releasedMs = await untilReleased(observer, signal);
      if (releasedMs === null) throw refuse(engine, 'it outlives the connection that holds it');
      // With a limit of time: an engine that dies now ends no wait for its container.
      await held.leash.close(signal);
      return { class: leashClass, releasedMs };
    }
    throw refuse(engine, 'nft can make no table there');
  } finally {
    await observer.leash.close(AbortSignal.timeout(RELEASE_LIMIT_MS));
  }
}

/** Its own kernel refuses the connection: an answer. */
async function answers(observer: ShellLeash, signal: AbortSignal): Promise<boolean> {
  return /refused/iu.test((await observer.run(ASK, signal)).out);
}

async function untilReleased(observer: ShellLeash, signal: AbortSignal): Promise<number | null> {
  const from = performance.now();
  while (performance.now() - from < RELEASE_LIMIT_MS) {
    if (await answers(observer, signal)) return performance.now() - from;
    await sleep(5, undefined, { signal });
  }
  return null;
}

function refuse(engine: DockerEngine, why: string): UserError {
  return new UserError(`the leash does not hold on the engine at ${engine.address.url}: ${why}`, {
    exitCode: EXIT.unreachable,
    where: engine.address.url,
    try: 'without it, faults of this kind could outlive the run: use faults that are undone by the journal (`pause`, `stop`), or another engine',
  });
}
