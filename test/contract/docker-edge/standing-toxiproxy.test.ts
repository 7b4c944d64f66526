import { basename } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { agentProgram } from '../../../src/app/agent-program.ts';
import { findEngineLeftovers } from '../../../src/app/engine-leftovers.ts';
import type { EngineLeftover } from '../../../src/app/engine-leftovers.ts';
import { undoLeftover } from '../../../src/app/undo-leftover.ts';
import { agentRecipe } from '../../../src/docker/agent/agent-recipe.ts';
import { provideImage } from '../../../src/docker/helper/provide-helper-image.ts';
import { findStrayHelpers } from '../../../src/docker/leash/find-stray-helpers.ts';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import { currentMoment } from '../../../src/journal/moment.ts';
import type { EdgeRoute } from '../../../src/stack/running-stack.ts';
import { hasTestEngine, testEngine } from '../../setup/docker/find-engine.ts';
import { programImage, testImage } from '../../setup/docker/test-images.ts';
import { labelledStack } from '../docker-network/labelled-stack.ts';
import type { FaultSubject, TargetState } from '../fault-driver/fault-driver-contract.ts';
import { describeFaultDriver } from '../fault-driver/fault-driver-contract.ts';
import { findToxiproxy } from '../proxy/toxiproxy-binary.ts';
import { edgeFault } from './edge-subject.ts';
import { build } from './standing-driver-source.ts';
import type { StandingInput } from './standing-driver-source.ts';

const limit = (): AbortSignal => AbortSignal.timeout(60_000);
const LATENCY: FaultSettings = { type: 'latency', latencyMs: 200, jitterMs: 0, direction: 'response' };
const binary = hasTestEngine() ? await findToxiproxy() : null;

interface StandingSubject extends FaultSubject {
  readonly run: string;
  readonly input: StandingInput;
  restart(): Promise<void>;
}

/** A Toxiproxy in a container, with a proxy and a toxic of somebody else's. */
async function standingSubject(settings: FaultSettings): Promise<StandingSubject> {
  const engine = await testEngine();
  const stack = await labelledStack(engine, await testImage(engine, 'base'), ['web']);
  const image = await programImage(engine, 'toxiproxy', binary ?? '');
  const command = [basename(binary ?? ''), '-host', '0.0.0.0'];
  const container = await stack.add('toxiproxy', { image, command, port: 8474, publish: true });
  const inspect = async (service: string) => engine.docker.getContainer(await stack.idOf(service)).inspect();
  const { State, NetworkSettings } = await inspect('toxiproxy');
  const apiUrl = `http://127.0.0.1:${NetworkSettings.Ports['8474/tcp']?.[0]?.HostPort}`;
  const addressOf = async (service: string): Promise<string> =>
    Object.values((await inspect(service)).NetworkSettings.Networks)[0]?.IPAddress ?? '';
  const make = async (path: string, body: object): Promise<unknown> =>
    expect((await fetch(`${apiUrl}/proxies${path}`, { method: 'POST', body: JSON.stringify(body) })).ok).toBe(true);
  await vi.waitFor(() => fetch(`${apiUrl}/version`), { timeout: 20_000 });
  await make('', { name: 'pages', listen: '0.0.0.0:26379', upstream: 'web:8080' });
  await make('/pages/toxics', { name: 'of-another', type: 'latency', attributes: { latency: 1 } });
  const fault = edgeFault(settings);
  const listen = { host: await addressOf('toxiproxy'), port: 26_379 };
  const upstream = { host: await addressOf('web'), port: 8080 };
  const route: EdgeRoute = {
    edge: fault.target.kind === 'edge' ? fault.target.name : '',
    instance: 'web',
    proxy: 'pages',
    apiUrl,
    listen,
    upstream,
  };
  const ours = (await provideImage(engine, agentRecipe(await agentProgram()), {}, limit())).id;
  const toxiproxy = { container, startedAt: State.StartedAt, port: 8474, image: ours };
  const input = { run: stack.run, url: engine.address.url, routes: [route], toxiproxy };
  const module = new URL('./standing-driver-source.ts', import.meta.url).href;
  return {
    run: stack.run,
    input,
    fault,
    injector: { module, input: JSON.parse(JSON.stringify(input)) },
    watchdog: { module, input: null },
    async state() {
      const now: TargetState = JSON.parse(await (await fetch(`${apiUrl}/proxies/pages`)).text());
      const { listen: at = '', upstream: to = '', enabled = false, toxics = [] } = now;
      return { listen: at, upstream: to, enabled, toxics };
    },
    loseTarget: () => stack.remove('toxiproxy'),
    restart: () => stack.restart('toxiproxy'),
    dispose: () => stack.dispose(),
  };
}

describe.skipIf(binary === null)('faults through a Toxiproxy of the stack’s own', () => {
  describeFaultDriver('docker-toxiproxy', [{ title: 'latency', start: () => standingSubject(LATENCY) }]);

  describe('are undone from the engine itself, by whoever has none of the run’s files and no way to its ports', () => {
    let subject: StandingSubject;
    afterEach(() => subject.dispose());

    async function left(): Promise<readonly EngineLeftover[]> {
      const question = { now: currentMoment(), except: null, force: subject.run };
      const found = await findEngineLeftovers(await testEngine(), question, limit());
      return found.filter(({ run, what }) => run === subject.run && what === 'fault');
    }

    async function inject(): Promise<void> {
      const driver = await build(JSON.parse(JSON.stringify(subject.input)));
      const prepared = await driver.prepare(subject.fault, limit());
      await prepared.inject(limit());
    }

    async function undoAll(): Promise<void> {
      const engine = await testEngine();
      for (const one of await left()) expect(await undoLeftover(engine, one)).toMatchObject({ ok: true });
      expect(await left()).toEqual([]);
      expect(await findStrayHelpers(engine, { run: subject.run }, limit())).toEqual([]);
    }

    it.each([LATENCY, { type: 'down' } as const])('$type', async (settings) => {
      subject = await standingSubject(settings);
      const before = await subject.state();
      await inject();
      expect(await subject.state()).not.toEqual(before);
      expect(await left()).toHaveLength(1);
      await undoAll();
      expect(await subject.state()).toEqual(before);
    });

    it('which has nothing to do where the Toxiproxy was started anew since', async () => {
      subject = await standingSubject(LATENCY);
      await inject();
      await subject.restart();
      expect(await left()).toHaveLength(1);
      await undoAll();
    });
  });
});
