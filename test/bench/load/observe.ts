import { setTimeout as sleep } from 'node:timers/promises';
import { ClientProcess, type ClientCommand } from './client-process.ts';
import type { FarEnd } from './far-end.ts';
import { busySeconds, cpuSecondsOf } from './process-usage.ts';

/** A stretch of a client's work, as the server and the kernel saw it. */
export interface Observation {
  /** By the server's count over the server's clock. */
  readonly requestsPerSecond: number;
  /** CPU of the whole client process, in cores. */
  readonly clientCores: number;
  readonly serverCores: number;
  /** What everything else on the machine used meanwhile, this process included: a busy machine measures itself. */
  readonly otherCores: number;
  readonly clientUsPerRequest: number;
  readonly stdout: string;
}

/** Above this, others held up both ends, and figures of lateness say nothing: neither that it is met nor that it is missed. */
export const QUIET_OTHER_CORES = 0.15;

const START_LIMIT_MS = 20_000;
const POLL_MS = 50;

/**
 * Starts the client, leaves out the first `skipSeconds` from its first request on (compilation, connections), observes `seconds`, and
 * waits for its end. Throws with what the client printed when it ends before that.
 */
export async function observe(farEnd: FarEnd, command: ClientCommand, skipSeconds: number, seconds: number): Promise<Observation> {
  await farEnd.reset();
  const client = new ClientProcess(command);
  try {
    await firstRequest(farEnd, client);
    await sleep(skipSeconds * 1000);
    if (!client.isRunning) throw await client.failure();
    const [before, cpuBefore, busyBefore] = [await farEnd.snapshot(), cpuSecondsOf(client.pid), busySeconds()];
    await sleep(seconds * 1000);
    if (!client.isRunning) throw await client.failure();
    const [after, cpuAfter, busyAfter] = [await farEnd.snapshot(), cpuSecondsOf(client.pid), busySeconds()];
    const elapsed = (after.nowNs - before.nowNs) / 1e9;
    const requests = after.count - before.count;
    const [clientCores, serverCores] = [(cpuAfter - cpuBefore) / elapsed, (after.cpuUs - before.cpuUs) / 1e6 / elapsed];
    return {
      requestsPerSecond: requests / elapsed,
      clientCores,
      serverCores,
      otherCores: Math.max(0, (busyAfter - busyBefore) / elapsed - clientCores - serverCores),
      clientUsPerRequest: ((cpuAfter - cpuBefore) * 1e6) / requests,
      stdout: await client.stdout(),
    };
  } finally {
    await client.stop();
  }
}

async function firstRequest(farEnd: FarEnd, client: ClientProcess): Promise<void> {
  for (const began = performance.now(); (await farEnd.snapshot()).count === 0; await sleep(POLL_MS)) {
    if (!client.isRunning) throw await client.failure();
    if (performance.now() - began > START_LIMIT_MS)
      throw new Error(`no request within ${START_LIMIT_MS / 1000} s: is the machine overloaded?`);
  }
}
