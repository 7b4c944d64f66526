import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { listProject } from '../../../src/docker/stack-container.ts';

const LIMIT_MS = 90_000;
const REPLICAS = 3;

/**
 * Resolves when nothing of an earlier experiment is left in the shop, as it says itself: every container is well, pages come from the cache (no breaker
 * is open), the database is asked through each replica's pool, and an order is worked off. Rejects after a minute and a half with what is not.
 */
export async function untilWhole(engine: DockerEngine, project: string, gateway: string): Promise<void> {
  for (const began = performance.now(); ; await sleep(250)) {
    try {
      await checkContainers(engine, project);
      // The gateway takes its replicas in turn.
      for (let n = 0; n < 2 * REPLICAS; n += 1) await checkReads(gateway);
      await checkOrder(gateway);
      return;
    } catch (error) {
      if (performance.now() - began > LIMIT_MS) throw new Error('the shop does not become whole again', { cause: error });
    }
  }
}

async function checkContainers(engine: DockerEngine, project: string): Promise<void> {
  const containers = await listProject(engine, project, AbortSignal.timeout(10_000));
  const ill = containers.filter(({ status, health }) => status !== 'running' || health !== 'healthy');
  if (containers.length === 0 || ill.length > 0)
    throw new Error(ill.map(({ name, status, health }) => `${name}: ${status}, ${health}`).join('; '));
}

async function checkReads(gateway: string): Promise<void> {
  const page = await ask(`${gateway}/products/1`);
  if (page.status !== 200 || !page.body.includes('"from":"cache"')) throw new Error(`a page: ${page.status} ${page.body}`);
  const order = await ask(`${gateway}/orders/none`);
  if (order.status !== 404) throw new Error(`an order's status: ${order.status} ${order.body}`);
}

async function checkOrder(gateway: string): Promise<void> {
  const key = randomUUID();
  const taken = await ask(`${gateway}/orders`, { method: 'POST', headers: { 'idempotency-key': key }, body: '{"sku":"7"}' });
  if (taken.status !== 202) throw new Error(`an order: ${taken.status} ${taken.body}`);
  for (let left = 40; (await ask(`${gateway}/orders/${key}`)).status !== 200; left -= 1) {
    if (left === 0) throw new Error('an order is not worked off');
    await sleep(50);
  }
}

async function ask(url: string, init: RequestInit = {}): Promise<{ readonly status: number; readonly body: string }> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(2_000) });
  return { status: response.status, body: await response.text() };
}
