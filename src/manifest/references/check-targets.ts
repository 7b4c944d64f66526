import { edgePort, envLineFor, knowsPort } from '../edge-defaults.ts';
import { didYouMeanOrOneOf } from '../problems/did-you-mean.ts';
import { findNode } from '../source/find-node.ts';
import type { EdgeTargetInput, GroupsTargetInput, ServiceTargetInput, TargetInput } from '../schema/target-schema.ts';
import type { Checker } from './checker.ts';
import { partNamed, valuesOf, type Part } from './manifest-parts.ts';

/** Targets name services that exist; edges run between them, over a port that exists, by a way that a proxy can take over. */
export function checkTargets(check: Checker): void {
  for (const { part, value } of valuesOf(check.parts.targets)) {
    if ('edge' in value) {
      checkEdge(check, part, value.edge);
      continue;
    }
    if ('between' in value) {
      checkGroups(check, part, value);
      continue;
    }
    checkSelection(check, part);
    if ('service' in value) checkServiceTarget(check, part, value);
    else if (!check.parts.docker) check.at(part.path, 'only a Docker stack has containers', 'name a `service`: a process of the stack');
  }
}

/** One way of saying how many. */
function checkSelection(check: Checker, { path, node }: Part<TargetInput>): void {
  const [first, second] = ['count', 'percent', 'replica'].filter((key) => findNode(node, [key]) !== null);
  if (first !== undefined && second !== undefined)
    check.atKey([...path, second], `\`${first}\` and \`${second}\` exclude each other`, 'keep one of them');
}

function checkServiceTarget(check: Checker, { path }: Part<TargetInput>, { service, count, replica }: ServiceTargetInput): void {
  const { processes } = check.parts;
  if (!check.declares(processes, 'process', service, [...path, 'service'], 'declare it under `stack.processes`')) return;
  const replicas = partNamed(processes, service)?.replicas ?? Infinity;
  for (const [key, wanted] of [
    ['count', count],
    ['replica', replica],
  ] as const) {
    if (typeof wanted !== 'number' || wanted <= replicas) continue;
    const has = replicas === 1 ? 'one replica' : `${replicas} replicas`;
    check.at([...path, key], `\`${service}\` has only ${has}`);
  }
}

/** Each group names targets of its own, and nobody is on both sides. */
function checkGroups(check: Checker, { path }: Part<TargetInput>, { between }: GroupsTargetInput): void {
  const { targets, docker } = check.parts;
  if (!docker) check.atKey([...path, 'between'], 'only a Docker stack has a network that can be cut', 'use an `edge` and `down`');
  const seen = new Map<string, number>();
  for (const [side, group] of between.entries()) {
    for (const [index, name] of group.entries()) {
      const at = [...path, 'between', side, index];
      if (!check.declares(targets, 'target', name, at, 'declare it under `targets`')) continue;
      const target = partNamed(targets, name);
      if (target !== null && ('edge' in target || 'between' in target))
        check.at(at, `\`${name}\` is no group of containers`, 'name a service target');
      else if (seen.has(name)) check.at(at, `\`${name}\` is in ${seen.get(name) === side ? 'this group twice' : 'both groups'}`);
      seen.set(name, side);
    }
  }
}

function checkEdge(check: Checker, { path }: Part<TargetInput>, edge: EdgeTargetInput): void {
  const edgePath = [...path, 'edge'];
  if (check.parts.docker) checkContainerPort(check, edge, [...edgePath, 'port']);
  else checkProcessEdge(check, edge, edgePath);
  const from = edge.from === undefined ? null : serviceBehind(check, edge.from, [...edgePath, 'from']);
  const to = serviceBehind(check, edge.to, [...edgePath, 'to']);
  const client = from === null ? null : partNamed(check.parts.processes, from);
  const server = to === null ? null : partNamed(check.parts.processes, to);
  if (from !== null && from === to) return check.at([...edgePath, 'to'], `an edge runs between two services; both ends are \`${from}\``);
  if (server === null) return;
  const port = edgePort(server, edge.port);
  if (port === null) {
    const given = String(edge.port);
    return check.at(
      [...edgePath, 'port'],
      `\`${server.name}\` has no port \`${given}\``,
      didYouMeanOrOneOf(given, Object.keys(server.ports)),
    );
  }
  if (client === null || knowsPort(client, server, port)) return;
  const message = `the edge cannot be led through a fault proxy: the environment of \`${client.name}\` does not say where \`${server.name}\` is`;
  check.atKey(edgePath, message, `add to the \`env\` of \`${client.name}\`: \`${envLineFor(server, port)}\``);
}

/** Nothing but TCP can be led through a proxy. */
function checkContainerPort(check: Checker, { port }: EdgeTargetInput, path: readonly (string | number)[]): void {
  if (port === undefined) return;
  const [number, protocol = 'tcp'] = String(port).split('/');
  if (protocol !== 'tcp')
    return check.at(
      path,
      `an edge is TCP, and this port is ${protocol.toUpperCase()}`,
      'use `loss`, `partition` or `isolate`, which know no protocol',
    );
  if (/^\d+$/u.test(number ?? '') && Number(number) >= 1 && Number(number) <= 65_535 && !String(port).includes('/')) return;
  check.at(path, 'a container’s port is a number from 1 to 65535', 'write the one in the container, not the published one');
}

function checkProcessEdge(check: Checker, edge: EdgeTargetInput, path: readonly (string | number)[]): void {
  if (edge.from === undefined) check.atKey(path, 'the edge has no `from`', 'name the clients; only between containers may it be left out');
  if (edge.connections === undefined) return;
  check.atKey(
    [...path, 'connections'],
    'the clients of processes go through the proxy from the start: there are no other connections',
    'take `connections` away',
  );
}

/** The service of the service target that an end of an edge names. */
function serviceBehind(check: Checker, name: string, path: readonly (string | number)[]): string | null {
  const { targets, processes } = check.parts;
  const target = partNamed(targets, name);
  if (target !== null) {
    if ('service' in target) return target.service;
    if (!('edge' in target) && !('between' in target)) return null;
    const shape = 'edge' in target ? 'an edge itself' : 'two groups';
    check.at(path, `\`${name}\` is ${shape}; an edge runs between service targets`);
    return null;
  }
  const isProcess = partNamed(processes, name) !== null;
  const advice = isProcess ? `declare it: \`targets: { ${name}: { service: ${name} } }\`` : 'declare it under `targets`';
  if (isProcess && targets.known && !targets.parts.some((part) => part.name === name))
    check.at(path, `\`${name}\` is a process, not a target`, advice);
  else check.declares(targets, 'target', name, path, advice);
  return null;
}
