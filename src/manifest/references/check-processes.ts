import { didYouMeanOrOneOf } from '../problems/did-you-mean.ts';
import { instanceNames } from '../instance-names.ts';
import type { Checker } from './checker.ts';
import { valuesOf, type Part } from './manifest-parts.ts';
import type { ProcessRefs } from './reference-schemas.ts';

/** Names, ports, readiness and start order of the stack's processes. */
export function checkProcesses(check: Checker): void {
  const { processes } = check.parts;
  check.unique(processes, 'processes', 'name');
  checkInstanceNames(check);
  checkFixedPorts(check);
  for (const { part, value } of valuesOf(processes)) {
    checkReadyPort(check, part, value);
    for (const [index, other] of value.startAfter.entries()) {
      const path = [...part.path, 'startAfter', index];
      if (other === value.name) check.at(path, `\`${other}\` cannot wait for itself`);
      else check.declares(processes, 'process', other, path, 'name a process of the stack');
    }
  }
  checkStartOrder(check);
}

function checkReadyPort(check: Checker, part: Part<ProcessRefs>, { ready, ports, name }: ProcessRefs): void {
  if (ready?.port === undefined || Object.hasOwn(ports, ready.port)) return;
  const path = [...part.path, 'ready', 'port'];
  check.at(path, `\`${name}\` has no port \`${ready.port}\``, didYouMeanOrOneOf(ready.port, Object.keys(ports)));
}

/** `api` with two replicas runs as `api-1` and `api-2`: no other process may be called that. */
function checkInstanceNames(check: Checker): void {
  const owners = new Map<string, string>();
  for (const { part, value } of valuesOf(check.parts.processes)) {
    for (const instance of instanceNames(value.name, value.replicas)) {
      const owner = owners.get(instance);
      if (owner !== undefined && owner !== value.name) {
        check.at([...part.path, 'name'], `\`${instance}\` would be the name of a replica of both \`${owner}\` and \`${value.name}\``);
      }
      owners.set(instance, value.name);
    }
  }
}

function checkFixedPorts(check: Checker): void {
  const owners = new Map<number, string>();
  for (const { part, value } of valuesOf(check.parts.processes)) {
    for (const [name, port] of Object.entries(value.ports)) {
      if (port === 'auto') continue;
      const path = [...part.path, 'ports', name];
      const owner = owners.get(port);
      if (owner !== undefined) check.at(path, `port ${port} is taken by \`${owner}\``, 'use `auto`');
      if (value.replicas > 1) check.at(path, `${value.replicas} replicas cannot share port ${port}`, 'use `auto`');
      owners.set(port, value.name);
    }
  }
}

/** Kahn's algorithm: what is left when nothing more can start waits for itself. */
function checkStartOrder(check: Checker): void {
  const waiting = valuesOf(check.parts.processes);
  const started = new Set<string>();
  const names = new Set(waiting.map(({ value }) => value.name));
  for (;;) {
    const next = waiting.findIndex(({ value }) =>
      value.startAfter.every((other) => started.has(other) || !names.has(other) || other === value.name),
    );
    const [ready] = next === -1 ? [] : waiting.splice(next, 1);
    if (ready === undefined) break;
    started.add(ready.value.name);
  }
  const [first] = waiting;
  if (first === undefined) return;
  const circle = waiting.map(({ value }) => `\`${value.name}\``).join(', ');
  check.at([...first.part.path, 'startAfter'], `nothing can start first: ${circle} wait for each other`);
}
