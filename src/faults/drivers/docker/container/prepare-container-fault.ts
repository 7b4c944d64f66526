import { DockerCallError } from '../../../../docker/docker-call-error.ts';
import { placeMarker } from '../../../../docker/markers.ts';
import { recordedEngine } from '../../../../docker/recorded-engine.ts';
import type { StackContainer } from '../../../../docker/stack-container.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import type { PlannedFault } from '../../../../plan/run-plan.ts';
import type { DockerStack } from '../../../../docker/docker-stack.ts';
import type { PreparedFault } from '../../../fault-driver.ts';
import { refusal, refuseContainer } from '../refuse-container.ts';
import { betweenHealthChecks } from './between-health-checks.ts';
import { proveContainers, proveContainersBack } from './container-proof.ts';
import { containerUndoData, DOCKER_CONTAINER, DOCKER_CONTAINER_VERSION } from './container-undo-data.ts';
import type { ContainerFaultKind, VictimContainer } from './container-undo-data.ts';
import { setRestartPolicy } from './set-restart-policy.ts';
import { throughEngine } from './through-engine.ts';

/** Beyond the planned end: for a run that hangs, the watchdog undoes it then. */
const EXPIRY_GRACE_MS = 20_000;
/** Beyond the time that a container is given to end by itself. */
const STOP_SLACK_MS = 10_000;
const RESTART_GRACE_S = 5;

/** Signals a container's first process from the host's side. */
export type HostSignal = (
  victim: { readonly fault: string; readonly id: string; readonly pid: number },
  name: string,
  signal: AbortSignal,
) => Promise<void>;

export interface ContainerFaultPorts {
  readonly run: string;
  readonly stack: DockerStack;
  readonly wallClock: () => Date;
  readonly hostSignal: HostSignal | null;
}

/** Takes down who the victims are. Throws a UserError (exit 6) where one does not run, is frozen already, or must not be touched. */
export async function prepareContainerFault(fault: PlannedFault, ports: ContainerFaultPorts, signal: AbortSignal): Promise<PreparedFault> {
  const { settings, target, restore = 'us' } = fault;
  const { run, stack, wallClock } = ports;
  const { engine, project } = stack;
  const kind = kindOf(settings.type);
  const names = target.kind === 'instances' ? target.drawn : [];
  const containers = await Promise.all(names.map((name) => stack.container(name, signal)));
  for (const container of containers) refuse(container, kind);
  // Whatever is not the engine's own SIGKILL may be taken for a crash: the policy would start again what is to stay down.
  const holdsPolicy = settings.type === 'kill' && settings.signal !== 'SIGKILL' && restore === 'us';
  const victims = containers.map(({ instance, service, replica, id, name, startedAt, restartPolicy, restartRetries }): VictimContainer => ({
    instance,
    service,
    replica,
    id,
    name,
    startedAt,
    policy: holdsPolicy && restartPolicy !== 'no' ? { name: restartPolicy, retries: restartRetries } : null,
  }));
  const undo = undoRecord();

  return {
    undo,
    instant: kind === 'restart' || restore === 'self',
    ...(restore === 'self' ? { leftToSystem: true } : {}),
    async inject(injecting) {
      await placeMarker(engine, undo, injecting);
      for (const { id, name, policy } of victims)
        if (policy !== null) await setRestartPolicy(engine, { id, name }, { name: 'no', retries: 0 }, injecting);
      for (const container of containers) {
        stack.expectChange(container.instance);
        await act(container, injecting);
      }
    },
    prove: (proving) => proveContainers(engine, { project, kind, restore, victims }, proving),
    async proveGone(proving) {
      if (restore === 'self') {
        const detail = 'nothing of this run holds it down; getting up again is the system’s own task';
        return { proven: true, what: 'containers left to the system', value: victims.length, unit: 'containers', detail };
      }
      const proof = await proveContainersBack(engine, project, victims, proving);
      if (proof.proven) for (const { instance } of victims) stack.unexpectChange(instance);
      return proof;
    },
    exposure: async () => null,
  };

  async function act({ id, name, pid }: StackContainer, acting: AbortSignal): Promise<void> {
    const call = (what: string, limitMs: number, options: (of: ReturnType<typeof engine.docker.getContainer>) => Promise<unknown>) =>
      engine.call(`${what} ${name}`, (docker) => options(docker.getContainer(id)), { signal: acting, limitMs });
    switch (settings.type) {
      case 'pause':
        await betweenHealthChecks(engine, id, wallClock, acting);
        await call('pausing', STOP_SLACK_MS, (of) => of.pause());
        return;
      case 'stop':
        await call('stopping', settings.graceMs + STOP_SLACK_MS, (of) => of.stop({ t: Math.ceil(settings.graceMs / 1000) }));
        return;
      case 'restart': {
        const graceS = settings.signal === 'SIGKILL' ? 0 : RESTART_GRACE_S;
        await call('restarting', graceS * 1000 + STOP_SLACK_MS, (of) => of.restart({ t: graceS }));
        return;
      }
      case 'kill':
        if (throughEngine(settings.signal)) await call('killing', STOP_SLACK_MS, (of) => of.kill({ signal: settings.signal }));
        else await ports.hostSignal?.({ fault: fault.id, id, pid }, settings.signal, acting);
        return;
      default:
        throw new DockerCallError(settings.type, 0, 'it is not a fault on a container');
    }
  }

  function undoRecord(): UndoRecord {
    const listed = victims.map(({ name }) => name).join(', ');
    const verb = kind === 'pause' ? 'unpause' : 'start';
    return {
      v: 1,
      id: `fault:${fault.id}`,
      run,
      fault: fault.id,
      driver: DOCKER_CONTAINER,
      driverVersion: DOCKER_CONTAINER_VERSION,
      describe: `${verb} ${listed} on the engine ${engine.name}`,
      manual: [`docker -H ${engine.address.url} ${verb} ${victims.map(({ name }) => name).join(' ')}`],
      expiresAt: new Date(wallClock().getTime() + fault.forMs + EXPIRY_GRACE_MS).toISOString(),
      data: containerUndoData({ kind, engine: recordedEngine(engine), project, restore, containers: victims }),
    };
  }
}

function kindOf(type: PlannedFault['settings']['type']): ContainerFaultKind {
  if (type === 'kill' || type === 'stop' || type === 'pause' || type === 'restart') return type;
  throw new Error(`${type} is not a fault on a container`);
}

function refuse(container: StackContainer, kind: ContainerFaultKind): void {
  refuseContainer(container);
  const { name, autoRemove } = container;
  if (autoRemove && kind !== 'pause')
    throw refusal(name, `${name} is removed when it ends: nobody could start it again`, 'run it without --rm');
}
