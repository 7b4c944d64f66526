import type { LeashClass } from '../../../src/docker/leash/nft-leash.ts';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import type { PlannedEdge, PlannedFault } from '../../../src/plan/run-plan.ts';
import { testEngine } from '../../setup/docker/find-engine.ts';
import { testImage } from '../../setup/docker/test-images.ts';
import { labelledStack } from '../docker-network/labelled-stack.ts';
import { containerState, packetRules } from '../fault-driver/container-state.ts';
import type { FaultSubject } from '../fault-driver/fault-driver-contract.ts';

/** From `api` to the web server in `web`. */
export const WEB_EDGE: PlannedEdge = {
  name: 'api-to-web',
  from: ['api'],
  to: [{ instance: 'web', port: '8080' }],
  protocol: { kind: 'http', path: '/etc/page' },
};

export function edgeFault(settings: FaultSettings, edge: PlannedEdge = WEB_EDGE, id = 'broken'): PlannedFault {
  return { id, settings, target: { kind: 'edge', name: edge.name, edge }, atMs: 0, forMs: 60_000, seed: 1 };
}

/** Two services on one network, and a fault between them. */
export async function edgeSubject(settings: FaultSettings, leashClass: LeashClass = 'kernel'): Promise<FaultSubject> {
  const engine = await testEngine();
  const stack = await labelledStack(engine, await testImage(engine, 'base'), ['api']);
  const start = { api: () => stack.add('api'), web: () => stack.add('web', { command: ['sh', '-c', PAGE] }) };
  await start.web();
  const module = new URL('./edge-driver-source.ts', import.meta.url).href;
  const common = { run: stack.run, url: engine.address.url, class: leashClass };
  return {
    fault: edgeFault(settings),
    injector: { module, input: { ...common, project: stack.project } },
    watchdog: { module, input: { ...common, project: null } },
    async state() {
      const id = await stack.idOf('api');
      return { ...(await containerState(engine, id)), 'packet rules': await packetRules(engine, id, stack.run) };
    },
    loseTarget: () => stack.remove('web'),
    async lose(loss) {
      const service = loss.startsWith('client') ? 'api' : 'web';
      if (loss.endsWith('restarted')) return stack.restart(service);
      await stack.remove(service);
      if (loss.endsWith('recreated')) await start[service]();
    },
    dispose: () => stack.dispose(),
  };
}

/** A page of 20 kB, so that rates and pieces can be told. */
export const PAGE = 'dd if=/dev/zero bs=1000 count=20 2>/dev/null > /etc/page; exec httpd -f -p 8080 -h /';
