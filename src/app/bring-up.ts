import type { FaultDriver } from '../faults/fault-driver.ts';
import type { PreparedLoad } from '../load/load-driver.ts';
import { DEFAULT_GENERATOR } from '../manifest/generator-spec.ts';
import type { Prober } from '../probes/prober.ts';
import type { PlannedFault } from '../plan/run-plan.ts';
import { allocatePorts } from '../stack/allocate-ports.ts';
import type { EdgeRoute, RunningStack } from '../stack/running-stack.ts';
import { startProcessStack } from '../stack/start-process-stack.ts';
import { askOnce } from './ask-once.ts';
import { checkReachable } from './check-reachable.ts';
import { standDockerStack } from './docker-system.ts';
import { faultDrivers } from './fault-drivers.ts';
import type { DockerSight } from './look-at-stack.ts';
import { chooseDrivers } from './choose-drivers.ts';
import { listenToLoad } from './listen-to-load.ts';
import { listenToStack } from './listen-to-stack.ts';
import { loadPlanOf, urlsOf } from './load-plan.ts';
import { prepareLoad } from './prepare-load.ts';
import { createProbers } from './create-probers.ts';
import { inspectStack } from './inspect-stack.ts';
import { routeEdges } from './route-edges.ts';
import type { RunSession } from './run-session.ts';
import type { SecuredRun } from './secure-run.ts';

const STOP_LIMIT_MS = 30_000;

export interface SystemUnderTest {
  readonly load: PreparedLoad;
  readonly probers: readonly Prober[];
  readonly driverOf: (fault: PlannedFault) => FaultDriver;
}

/** Proxies, processes, a driver for each fault, and the load ready to begin: everything that a timeline needs, undone with the session. */
export async function bringUp(session: RunSession, secured: SecuredRun, sight: DockerSight | null): Promise<SystemUnderTest> {
  const { plan, run, bus, stop, cleanup, folder, clock } = session;
  const signal = stop.signal;
  let routes: readonly EdgeRoute[] = [];
  const { journal } = secured;
  const docker = sight === null ? null : await standDockerStack(session, secured, sight);
  let stack: RunningStack | null = null;
  if (plan.experiment.stack.kind === 'processes') {
    const ports = await allocatePorts(plan);
    routes = await routeEdges(session, journal, ports);
    stack = await startProcessStack(
      {
        run,
        plan,
        routes,
        ports,
        journal,
        listener: listenToStack(bus),
        logFolder: folder.logFolder,
        env: process.env,
        wallClock: () => clock.wallClock(),
      },
      signal,
    );
    const started = stack;
    cleanup.push('the stack', () => started.stop(AbortSignal.timeout(STOP_LIMIT_MS)));
  }
  const driverOf = chooseDrivers(session, await faultDrivers(session, { processes: stack, docker: docker?.stack ?? null, routes }));
  const resolve = docker?.resolve ?? ((text: string): string => stack?.resolve(text) ?? text);
  const loadPlan = loadPlanOf(session, resolve, docker?.movedPorts ?? null);
  await checkReachable(urlsOf(loadPlan), signal);
  const probers = createProbers(session, resolve, docker === null ? null : inspectStack(docker.stack));
  await askOnce(probers, signal);
  const load = await prepareLoad(loadPlan, listenToLoad(bus, stop), signal, plan.experiment.generator ?? DEFAULT_GENERATOR);
  cleanup.push('the load', () => load.dispose());
  return { load, probers, driverOf };
}
