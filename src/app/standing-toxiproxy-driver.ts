import { agentRecipe } from '../docker/agent/agent-recipe.ts';
import type { DockerStack } from '../docker/docker-stack.ts';
import { provideImage } from '../docker/helper/provide-helper-image.ts';
import type { StackContainer } from '../docker/stack-container.ts';
import { EXIT, UserError } from '../errors/user-error.ts';
import { createEdgeObservers } from '../faults/drivers/docker/edge/edge-observers.ts';
import { createStandingFaultDriver } from '../faults/drivers/docker/edge/standing-fault-driver.ts';
import { standingLookers } from '../faults/drivers/docker/edge/standing-lookers.ts';
import { standingRoutes } from '../faults/drivers/docker/edge/standing-routes.ts';
import { createToxiproxyFaultDriver } from '../faults/drivers/toxiproxy/toxiproxy-fault-driver.ts';
import type { FaultDriver } from '../faults/fault-driver.ts';
import { edgesOf } from '../plan/plan-faults.ts';
import type { PlannedFaultProxy } from '../plan/run-plan.ts';
import { publishedAddresses, publishedHost } from '../stack/docker-addresses.ts';
import { agentProgram } from './agent-program.ts';
import { reachToxiproxy } from './find-toxiproxy.ts';
import type { RunSession } from './run-session.ts';

const CLOSE_LIMIT_MS = 20_000;
/** Beyond the longest run. */
const SLACK_MS = 60_000;

/**
 * Faults on edges through a Toxiproxy that is a service of the stack: its own proxies get the toxics. Before the baseline it is asked what
 * it has. Throws a UserError (exit 6) where its API is not published or does not answer, or no proxy of it leads to a server.
 */
export async function standingToxiproxyDriver(
  session: RunSession,
  stack: DockerStack,
  { service, port }: Extract<PlannedFaultProxy, { readonly kind: 'service' }>,
): Promise<FaultDriver> {
  const { plan, run, stop, cleanup, clock } = session;
  const { engine } = stack;
  const containers = await stack.list(stop.signal);
  const standing = containers.find((one) => one.service === service);
  const proxy = standing?.instance ?? service;
  const server = await reachToxiproxy(session, { url: apiOf(stack, containers, proxy, port), from: 'the manifest' });
  const proxies = await server.proxies(stop.signal);
  const known = containers.map(({ instance, service: of, name, networks }) => {
    const addresses = Object.values(networks).flatMap(({ ip, ip6 }) => [ip, ip6].filter((one) => one !== ''));
    return { instance, names: [of, name, instance, ...addresses] };
  });
  const edges = edgesOf(plan.faults);
  const routes = edges.flatMap((edge) => standingRoutes(edge, proxies, { apiUrl: server.apiUrl, service }, known));
  const image = await provideImage(engine, agentRecipe(await agentProgram()), process.env, stop.signal);
  const ttlMs = plan.experiment.safety.maxDurationMs + SLACK_MS;
  const observers = createEdgeObservers(engine, { run, fault: `edge:${service}`, ttlMs, nowMs: clock.wallClock().getTime(), image });
  cleanup.push('the observers of edges', () => observers.close(AbortSignal.timeout(CLOSE_LIMIT_MS)));
  const wallClock = (): Date => clock.wallClock();
  const toxics = createToxiproxyFaultDriver({
    run,
    routes,
    lookers: standingLookers({ edges, directory: stack, observers, proxy }),
    wallClock,
  });
  const toxiproxy = { container: standing?.id ?? '', startedAt: standing?.startedAt ?? '', port, image: image.id };
  return createStandingFaultDriver({ standing: { engine, toxiproxy, toxics }, wallClock });
}

/** As load reaches the stack: by a published port. */
function apiOf({ engine, project }: DockerStack, containers: readonly StackContainer[], proxy: string, port: number): string {
  const at = publishedAddresses(containers, publishedHost(engine.address)).addressOf(proxy, String(port));
  if (at !== null) return `http://${at.host}:${at.port}`;
  throw new UserError(`${proxy} publishes no port ${port}, where the API of a Toxiproxy would be`, {
    exitCode: EXIT.unreachable,
    where: `project ${project}`,
    try: `add to its service: \`ports: ["127.0.0.1::${port}"]\``,
  });
}
