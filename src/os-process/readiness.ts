import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadinessSpec } from '../manifest/experiment.ts';

/** Local processes are asked on the loopback only. */
const HOST = '127.0.0.1';
const READINESS_POLL_MS = 50;
/** One question; a service that takes longer to answer is asked again. */
const ANSWER_LIMIT_MS = 1_000;

/** Does the instance answer its readiness probe now? HTTP: any 2xx. TCP: it accepts. */
export async function isReady(ready: ReadinessSpec, port: number, signal: AbortSignal, limitMs = ANSWER_LIMIT_MS): Promise<boolean> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  try {
    if (ready.kind === 'tcp') await connects(port, limit);
    else return await answers(port, ready.path, limit);
    return true;
  } catch {
    return false;
  }
}

/** Polls until the probe is answered; rejects with the signal's reason when it aborts first. */
export async function untilReady(ready: ReadinessSpec, port: number, signal: AbortSignal): Promise<void> {
  while (!(await isReady(ready, port, signal))) await sleep(READINESS_POLL_MS, undefined, { signal });
}

function answers(port: number, path: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const headers = { 'user-agent': 'shakedown', connection: 'close' };
    const asking = request({ host: HOST, port, path, agent: false, headers, signal }, (response) => {
      response.resume();
      const { statusCode = 0 } = response;
      resolve(statusCode >= 200 && statusCode < 300);
    });
    asking.on('error', reject);
    asking.end();
  });
}

/** Does anybody accept on the port? */
export async function accepts(port: number, signal: AbortSignal): Promise<boolean> {
  return connects(port, AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)])).then(
    () => true,
    () => false,
  );
}

function connects(port: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: HOST, port, signal });
    socket.on('error', reject);
    socket.on('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
