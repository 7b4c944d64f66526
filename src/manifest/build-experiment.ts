import { FAULT_KINDS } from '../faults/kinds/fault-kinds.ts';
import { absolutePath } from './absolute-path.ts';
import { buildGenerator } from './build-generator.ts';
import { buildLoad } from './build-load.ts';
import { buildProbe } from './build-probe.ts';
import { containerProtocol, edgePort, edgeProtocol, proofProtocol } from './edge-defaults.ts';
import type { Experiment, FaultSpec, ProcessSpec, ReadinessSpec, SelectSpec, SourcePosition, StackSpec, TargetSpec } from './experiment.ts';
import type { FaultInput } from './schema/fault-schema.ts';
import { DRAIN_MS, TOXIPROXY_API_PORT } from './schema/toxiproxy-schema.ts';
import type { ManifestInput } from './schema/manifest-schema.ts';
import type { SloObjectInput } from './schema/slo-schema.ts';
import type { ProcessInput } from './schema/stack-schema.ts';
import type { ServiceTargetInput, TargetInput } from './schema/target-schema.ts';
import { sloIds } from './slo-id.ts';
import { sloOptions } from './slo-options-of.ts';
import { findNearest } from './source/find-node.ts';
import type { SourceNode, SourcePath } from './source/source-node.ts';

export interface ExperimentContext {
  readonly folder: string;
  /** For positions. */
  readonly root: SourceNode;
  readonly seed: number | null;
  readonly secrets: readonly string[];
}

/** The experiment that a manifest free of problems describes: defaults filled in that depend on other parts. */
export function buildExperiment(input: ManifestInput, context: ExperimentContext): Experiment {
  const { metadata, phases, safety } = input;
  return {
    name: metadata.name,
    description: metadata.description ?? null,
    owner: metadata.owner ?? null,
    tags: metadata.tags,
    hypothesis: input.hypothesis ?? null,
    stack: stackSpec(input.stack, context.folder),
    toxiproxyUrl: input.toxiproxy?.url ?? null,
    ...toxiproxyService(input.toxiproxy),
    drainMs: input.toxiproxy?.drain ?? DRAIN_MS,
    targets: Object.fromEntries(Object.entries(input.targets).map(([name, target]) => [name, targetSpec(target, input)])),
    load: input.load.map((load) => buildLoad(load, context.folder)),
    generator: buildGenerator(input.generator),
    probes: input.probes.map((probe, index) => buildProbe(probe, context.folder, positionOf(context.root, ['probes', index]))),
    phases: { warmupMs: phases.warmup, baselineMs: phases.baseline, faultMs: phases.fault ?? 0, recoveryMs: phases.recovery ?? 0 },
    faults: faultSpecs(input.faults, phases.fault ?? 0, context),
    slos: sloSpecs(input.slos, context),
    stopConditions: input.stopConditions,
    safety: {
      maxTargets: safety.maxTargets,
      maxDurationMs: safety.maxDuration,
      allowPublicTargets: safety.allowPublicTargets,
      allowHostDisk: safety.allowHostDisk,
      engine: safety.engine ?? null,
      protect: safety.protect,
      watchdog: safety.watchdog,
    },
    seed: context.seed ?? input.random.seed ?? null,
    secrets: context.secrets,
  };
}

function toxiproxyService(toxiproxy: ManifestInput['toxiproxy']): Pick<Experiment, 'toxiproxyService'> {
  if (toxiproxy?.service === undefined) return {};
  return { toxiproxyService: { service: toxiproxy.service, port: toxiproxy.port ?? TOXIPROXY_API_PORT } };
}

function stackSpec(stack: ManifestInput['stack'], folder: string): StackSpec {
  if (stack?.compose !== undefined) {
    const { file, profiles, env, readyTimeout } = stack.compose;
    return { kind: 'compose', file: absolutePath(folder, file), profiles, env, readyTimeoutMs: readyTimeout };
  }
  if (stack?.project !== undefined) return { kind: 'project', project: stack.project };
  if (stack?.processes === undefined) return { kind: 'urls' };
  return { kind: 'processes', processes: stack.processes.map((one) => processSpec(one, folder)) };
}

function processSpec(input: ProcessInput, folder: string): ProcessSpec {
  const { name, command, env, ports, replicas, startAfter, stopTimeout } = input;
  return {
    name,
    command,
    cwd: absolutePath(folder, input.cwd),
    env,
    ports,
    replicas,
    ready: readiness(input),
    startAfter,
    stopTimeoutMs: stopTimeout,
  };
}

function readiness({ ready, ports }: ProcessInput): ReadinessSpec | null {
  if (ready === undefined) return null;
  const port = ready.port ?? Object.keys(ports)[0] ?? '';
  return 'http' in ready
    ? { kind: 'http', port, path: ready.http, timeoutMs: ready.timeout }
    : { kind: 'tcp', port, timeoutMs: ready.timeout };
}

function targetSpec(target: TargetInput, input: ManifestInput): TargetSpec {
  if ('service' in target) return { kind: 'service', service: target.service, select: selectSpec(target) };
  if ('container' in target) return { kind: 'containers', by: { kind: 'name', name: target.container }, select: { kind: 'all' } };
  if ('image' in target) return { kind: 'containers', by: { kind: 'image', image: target.image }, select: selectSpec(target) };
  if ('label' in target) {
    const [label = '', ...value] = target.label.split('=');
    const by = { kind: 'label', label, value: value.length === 0 ? null : value.join('=') } as const;
    return { kind: 'containers', by, select: selectSpec(target) };
  }
  if ('between' in target) return { kind: 'groups', groups: target.between };
  const { from = null, to, port: given, protocol, connections = 'reset' } = target.edge;
  if (input.stack?.compose !== undefined || input.stack?.project !== undefined)
    return {
      kind: 'edge',
      from,
      to,
      port: given === undefined ? 'any' : String(given),
      protocol: containerProtocol(protocol),
      connections,
    };
  const serverTarget = input.targets[to];
  const service = serverTarget !== undefined && 'service' in serverTarget ? serverTarget.service : null;
  const server = input.stack?.processes?.find(({ name }) => name === service);
  const port = server === undefined ? null : edgePort(server, given);
  if (server === undefined || port === null) throw new Error(`edge to ${to}: a target without a service got past the checks`);
  return { kind: 'edge', from, to, port, protocol: edgeProtocol(server, port, protocol) };
}

function selectSpec(target: Pick<ServiceTargetInput, 'count' | 'percent' | 'replica'>): SelectSpec {
  const { count, percent, replica } = target;
  if (replica !== undefined) return { kind: 'replica', replica };
  if (percent !== undefined) return { kind: 'percent', percent: Number((percent * 100).toFixed(6)) };
  return typeof count === 'number' ? { kind: 'count', count } : { kind: 'all' };
}

function faultSpecs(faults: readonly FaultInput[], faultPhaseMs: number, { root }: ExperimentContext): FaultSpec[] {
  const taken = new Set(faults.flatMap(({ id }) => (id === undefined ? [] : [id])));
  return faults.map((fault, index) => {
    const wanted = `${fault.type.replaceAll('_', '-')}-${fault.target}`;
    let id = fault.id ?? wanted;
    for (let n = 2; fault.id === undefined && taken.has(id); n++) id = `${wanted}-${n}`;
    taken.add(id);
    const restore = fault.restore ?? 'us';
    const forMs = FAULT_KINDS[fault.type].held && restore === 'us' ? (fault.for ?? faultPhaseMs - fault.at) : 0;
    return {
      id,
      target: fault.target,
      settings: fault.with,
      ...(fault.proof === undefined ? {} : { proof: proofProtocol(fault.proof) }),
      atMs: fault.at,
      forMs,
      restore,
      position: positionOf(root, ['faults', index]),
    };
  });
}

function sloSpecs(inputs: ManifestInput['slos'], { root }: ExperimentContext): Experiment['slos'] {
  const slos = inputs.map((slo): SloObjectInput => ('metric' in slo ? { expr: slo } : slo));
  const ids = sloIds(slos);
  return slos.map((slo, index) => ({
    ...sloOptions(slo),
    id: ids[index] ?? `slo-${index + 1}`,
    expression: slo.expr,
    load: slo.load ?? null,
    position: positionOf(root, ['slos', index]),
  }));
}

function positionOf(root: SourceNode, path: SourcePath): SourcePosition {
  const { line, column } = findNearest(root, path).place;
  return { line, column };
}
