import { containerFigures } from '../../../../docker/container-figures.ts';
import type { DockerStack } from '../../../../docker/docker-stack.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import { placeMarker } from '../../../../docker/markers.ts';
import { recordedEngine } from '../../../../docker/recorded-engine.ts';
import { inspectOrGone } from '../../../../docker/stack-container.ts';
import { numberAt } from '../../../../docker/untyped-json.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import type { PlannedFault } from '../../../../plan/run-plan.ts';
import type { PreparedFault } from '../../../fault-driver.ts';
import type { Proof } from '../../../proof.ts';
import { refusal, refuseContainer } from '../refuse-container.ts';
import { proofOfFindings } from '../findings.ts';
import type { Finding } from '../findings.ts';
import { planLimit } from './limit-plan.ts';
import type { Machine, PresentLimits } from './limit-plan.ts';
import { limitBites, limitIsBack, WHAT } from './limit-proof.ts';
import { DOCKER_LIMITS, DOCKER_LIMITS_VERSION, limitUndoJson } from './limit-undo-data.ts';
import type { LimitedContainer, LimitValues } from './limit-undo-data.ts';
import { setLimits } from './undo-limits.ts';

/** Beyond the planned end: for a run that hangs, the watchdog undoes it then. */
const EXPIRY_GRACE_MS = 20_000;

export interface LimitFaultPorts {
  readonly run: string;
  readonly stack: DockerStack;
  readonly wallClock: () => Date;
}

interface Victim extends LimitedContainer {
  readonly set: LimitValues;
  /** Periods so far, before the fault. */
  readonly throttled: number;
}

/** Takes down which limits the victims have. Throws a UserError (exit 6) where the fault would change nothing, or lie below what is in use. */
export async function prepareLimitFault(
  fault: PlannedFault,
  { run, stack, wallClock }: LimitFaultPorts,
  signal: AbortSignal,
): Promise<PreparedFault> {
  const { settings, target } = fault;
  if (settings.type !== 'cpu_throttle' && settings.type !== 'memory_limit' && settings.type !== 'pids_limit')
    throw new Error(`${settings.type} is no limit`);
  const { engine } = stack;
  const names = target.kind === 'instances' ? target.drawn : [];
  const machine = await machineOf(engine, signal);
  const victims = await Promise.all(names.map(victimOf));
  const { what, unit } = WHAT[settings.type];

  async function victimOf(instance: string): Promise<Victim> {
    const container = await stack.container(instance, signal);
    refuseContainer(container);
    const { id, name } = container;
    const [present, figures] = await Promise.all([presentLimits(engine, id, signal), containerFigures(engine, id, signal)]);
    const plan = planLimit(settings, present, figures, machine);
    if ('refused' in plan) throw refusal(name, `${settings.type} on ${name}: ${plan.refused}`, plan.try);
    return { instance, id, name, set: plan.set, back: plan.back, throttled: figures.throttledPeriods };
  }

  async function findings(find: (victim: Victim) => Promise<Finding>): Promise<Proof> {
    return proofOfFindings(what, unit, await Promise.all(victims.map(find)));
  }

  async function prove(victim: Victim, proving: AbortSignal): Promise<Finding> {
    const { id, name, set } = victim;
    const info = await inspectOrGone(engine, id, proving);
    if (info === null) return { holds: false, value: null, words: `${name} was removed` };
    if (!info.State.Running) return { holds: false, value: null, words: `${name} does not run` };
    // The figures tell what bites; that it is this fault's doing, the engine has to say.
    if (!hasLimits(info.HostConfig, set)) return { holds: false, value: null, words: `${name} does not have the limit of this fault` };
    const figures = await containerFigures(engine, id, proving);
    return limitBites(settings, set, { name, figures, throttledBefore: victim.throttled });
  }

  async function proveBack({ id, name, set, back, throttled }: Victim, proving: AbortSignal): Promise<Finding> {
    const info = await inspectOrGone(engine, id, proving);
    if (info === null) return { holds: true, value: null, words: `${name} was removed, and its limits with it` };
    if (hasLimits(info.HostConfig, set)) return { holds: false, value: null, words: `${name} still has the limit of this fault` };
    if (!info.State.Running) return { holds: true, value: null, words: `${name} does not run; the engine has its limits as they were` };
    return limitIsBack(settings, back, { name, figures: await containerFigures(engine, id, proving), throttledBefore: throttled });
  }

  const undo: UndoRecord = {
    v: 1,
    id: `fault:${fault.id}`,
    run,
    fault: fault.id,
    driver: DOCKER_LIMITS,
    driverVersion: DOCKER_LIMITS_VERSION,
    describe: `give ${victims.map(({ name }) => name).join(', ')} the limits back that ${settings.type} changed`,
    manual: victims.map(({ name, back }) => `docker -H ${engine.address.url} update ${flagsOf(back)} ${name}`),
    expiresAt: new Date(wallClock().getTime() + fault.forMs + EXPIRY_GRACE_MS).toISOString(),
    data: limitUndoJson(recordedEngine(engine), victims),
  };
  return {
    undo,
    instant: false,
    async inject(injecting) {
      await placeMarker(engine, undo, injecting);
      for (const victim of victims) await setLimits(engine, victim, victim.set, injecting);
    },
    prove: (proving) => findings((victim) => prove(victim, proving)),
    proveGone: (proving) => findings((victim) => proveBack(victim, proving)),
    exposure: async () => null,
  };
}

async function machineOf(engine: DockerEngine, signal: AbortSignal): Promise<Machine> {
  const info: unknown = await engine.call('asking the engine for its machine', (docker) => docker.info(), { signal });
  return { cpus: numberAt(info, 'NCPU'), memoryBytes: numberAt(info, 'MemTotal') };
}

async function presentLimits(engine: DockerEngine, id: string, signal: AbortSignal): Promise<PresentLimits> {
  const info = await engine.call(`inspecting container ${id.slice(0, 12)}`, (docker) => docker.getContainer(id).inspect(), { signal });
  const of = (key: string): number => numberAt(info.HostConfig, key);
  return {
    nanoCpus: of('NanoCpus'),
    cpuQuota: of('CpuQuota'),
    cpuPeriod: of('CpuPeriod'),
    memory: of('Memory'),
    memorySwap: of('MemorySwap'),
    memoryReservation: of('MemoryReservation'),
    pids: of('PidsLimit'),
  };
}

function hasLimits(hostConfig: unknown, set: LimitValues): boolean {
  return Object.entries(set).every(([field, value]) => field === 'MemorySwap' || numberAt(hostConfig, field) === value);
}

function flagsOf({ NanoCpus, CpuQuota, Memory, MemorySwap, PidsLimit }: LimitValues): string {
  return [
    ...(NanoCpus === undefined ? [] : [`--cpus ${NanoCpus / 1e9}`]),
    ...(CpuQuota === undefined ? [] : [`--cpu-quota ${CpuQuota}`]),
    ...(Memory === undefined ? [] : [`--memory ${Memory}`]),
    ...(MemorySwap === undefined ? [] : [`--memory-swap ${MemorySwap}`]),
    ...(PidsLimit === undefined ? [] : [`--pids-limit ${PidsLimit}`]),
  ].join(' ');
}
