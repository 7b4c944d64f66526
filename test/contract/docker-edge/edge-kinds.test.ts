import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { findStrayHelpers } from '../../../src/docker/leash/find-stray-helpers.ts';
import { createEdgeFaultDriver } from '../../../src/faults/drivers/docker/edge/edge-fault-driver.ts';
import type { ContainerEdges } from '../../../src/faults/drivers/docker/edge/container-edges.ts';
import type { FaultDriver, PreparedFault } from '../../../src/faults/fault-driver.ts';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import { hasTestEngine, testEngine } from '../../setup/docker/find-engine.ts';
import { testImage } from '../../setup/docker/test-images.ts';
import { labelledStack } from '../docker-network/labelled-stack.ts';
import type { LabelledStack } from '../docker-network/labelled-stack.ts';
import { containerEdges } from './edge-driver-source.ts';
import { edgeFault, PAGE, WEB_EDGE } from './edge-subject.ts';

const limit = (): AbortSignal => AbortSignal.timeout(30_000);
const HTTP = {
  match: { methods: [], path: null, headers: {} },
  answer: null,
  delayMs: 0,
  truncateBytes: null,
  setHeaders: {},
  removeHeaders: [],
};

/** Every kind but `latency` and `down`, which the driver's contract is about. */
const KINDS: readonly FaultSettings[] = [
  { type: 'latency', latencyMs: 150, jitterMs: 20, direction: 'both' },
  { type: 'timeout', closeAfterMs: 0 },
  { type: 'reset_peer', afterMs: 0 },
  { type: 'bandwidth', direction: 'response', bytesPerSecond: 20_000 },
  { type: 'slow_close', delayMs: 500 },
  { type: 'slicer', size: 200, variation: 50, delayMs: 1 },
  { type: 'limit_data', bytes: 5_000 },
  { type: 'corrupt', rate: 0.01 },
  { type: 'blackhole', handshake: true, closeAfterMs: 0 },
  { type: 'blackhole', handshake: false, closeAfterMs: 0 },
  { type: 'connect_delay', delayMs: 300, jitterMs: 0 },
  { ...HTTP, type: 'http', answer: { status: 503, body: 'no', contentType: null } },
  { ...HTTP, type: 'http', delayMs: 400 },
];

describe.skipIf(!hasTestEngine())('every kind of fault on an edge between containers', () => {
  let engine: DockerEngine;
  let stack: LabelledStack;
  let edges: ContainerEdges;
  let driver: FaultDriver;

  beforeAll(async () => {
    engine = await testEngine();
    stack = await labelledStack(engine, await testImage(engine, 'base'), ['api']);
    await stack.add('web', { command: ['sh', '-c', PAGE] });
    edges = await containerEdges(engine, { run: stack.run, project: stack.project });
    driver = createEdgeFaultDriver({ run: stack.run, edges, wallClock: () => new Date() });
  });
  afterAll(async () => {
    await edges?.close(limit());
    await stack?.dispose();
  });

  it.each(KINDS.map((settings, at) => ({ type: settings.type, settings, id: `fault-${at}` })))(
    '$type bites, seen by the client, and is gone after undo',
    async ({ settings, id }) => {
      const prepared = await driver.prepare(edgeFault(settings, undefined, id), limit());
      await prepared.inject(limit());
      await expect.poll(() => prepared.prove(limit()), { timeout: 15_000 }).toMatchObject({ proven: true });
      await driver.undo(prepared.undo, limit());
      await expect.poll(() => prepared.proveGone(limit()), { timeout: 15_000 }).toMatchObject({ proven: true });
    },
  );

  it('needs nothing of the containers: a read-only root without a shell on both sides', async () => {
    const more = { image: await testImage(engine, 'shellless'), readOnly: true } as const;
    const serve = "require('http').createServer((q,r)=>r.end('ok')).listen(8080)";
    await stack.add('sealed-api', { ...more, command: ['node', '-e', 'setInterval(() => {}, 1000)'] });
    await stack.add('sealed-web', { ...more, command: ['node', '-e', serve] });
    const edge = { ...WEB_EDGE, name: 'sealed', from: ['sealed-api'], to: [{ instance: 'sealed-web', port: '8080' }] };
    const settings = { type: 'latency', latencyMs: 200, jitterMs: 0, direction: 'response' } as const;
    const prepare = (): Promise<PreparedFault> => driver.prepare(edgeFault(settings, edge, 'sealed'), limit());
    const prepared = await vi.waitFor(prepare, { timeout: 20_000, interval: 200 });
    await prepared.inject(limit());
    await expect.poll(() => prepared.prove(limit()), { timeout: 15_000 }).toMatchObject({ proven: true });
    await driver.undo(prepared.undo, limit());
    await expect.poll(() => prepared.proveGone(limit()), { timeout: 15_000 }).toMatchObject({ proven: true });
  });

  it('two that share no network when the run comes to it: exit 2, and nothing is left', async () => {
    await stack.add('apart', { networkMode: 'bridge' });
    const edge = { ...WEB_EDGE, name: 'nowhere', from: ['apart'] };
    await expect(driver.prepare(edgeFault({ type: 'down' }, edge, 'nowhere'), limit())).rejects.toMatchObject({
      exitCode: 2,
      message: 'the edge nowhere does not exist: apart and web share no network',
    });
    const helpers = await findStrayHelpers(engine, { run: stack.run, fault: 'edge:nowhere' }, limit());
    expect(helpers).toEqual([]);
  });

  it('refuses what means nothing between containers', () => {
    const settings: FaultSettings = { type: 'latency', latencyMs: 10, jitterMs: 0, direction: 'response', clients: ['10.0.0.0/8'] };
    expect(driver.supports(edgeFault(settings))).toMatchObject({ refused: expect.stringContaining('`clients`') });
    expect(driver.supports(edgeFault({ type: 'latency', latencyMs: 1.5, jitterMs: 0, direction: 'response' }))).not.toBe(true);
  });
});
