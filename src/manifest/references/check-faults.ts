import type { TargetInput } from '../schema/target-schema.ts';
import type { FaultKindName } from '../../faults/fault-settings.ts';
import type { TargetShape } from '../../faults/kinds/fault-kind.ts';
import { FAULT_KINDS } from '../../faults/kinds/fault-kinds.ts';
import { formatDuration } from '../../units/duration.ts';
import type { Checker } from './checker.ts';
import { namesOf, partNamed, valuesOf, type Part } from './manifest-parts.ts';
import type { FaultRefs } from './reference-schemas.ts';

/** Faults have targets of the right shape, and times that fit into the fault phase. */
export function checkFaults(check: Checker): void {
  check.unique(check.parts.faults, 'faults', 'id');
  checkPhasesPresent(check);
  for (const { part, value } of valuesOf(check.parts.faults)) {
    checkShape(check, part, value);
    checkTimes(check, part, value);
    checkRestore(check, part, value);
    checkProof(check, part, value);
  }
}

function checkPhasesPresent(check: Checker): void {
  const { faults, phases } = check.parts;
  if (phases === null || !faults.known) return;
  for (const phase of ['fault', 'recovery'] as const) {
    if (faults.parts.length > 0 && phases[phase] === undefined) {
      check.atKey(['phases'], `an experiment with faults needs \`phases.${phase}\``, `add, for instance, \`${phase}: 30s\``);
    }
    if (faults.parts.length === 0 && phases[phase] !== undefined) {
      check.atKey(['phases', phase], `without faults there is no ${phase} phase`, 'add `faults:`, or take it away');
    }
  }
}

function checkShape(check: Checker, { path }: Part<FaultRefs>, { type, target: name }: FaultRefs): void {
  const { targets } = check.parts;
  const at = [...path, 'target'];
  if (!check.declares(targets, 'target', name, at, 'declare it under `targets`')) return;
  const kind = FAULT_KINDS[type];
  if (kind.dockerOnly === true && !check.parts.docker)
    return check.at(
      [...path, 'type'],
      `\`${type}\` is a fault of containers, and this stack has none`,
      'use `stack: { compose: … }` or `stack: { project: … }`',
    );
  const target = partNamed(targets, name);
  if (target === null) return;
  const shape = shapeOf(target);
  const needed = kind.targetShape;
  if (shape === needed) return;
  const fitting = namesOf({
    known: true,
    parts: valuesOf(targets).flatMap(({ part, value }) => (shapeOf(value) === needed ? [part] : [])),
  });
  const advice =
    fitting.length > 0 ? `${needed} targets here: ${fitting.map((one) => `\`${one}\``).join(', ')}` : `declare one: ${EXAMPLES[needed]}`;
  check.at(at, `\`${type}\` is a fault of ${SHAPES[needed]}, and \`${name}\` is ${SHAPES[shape]}`, advice);
}

function shapeOf(target: TargetInput): TargetShape {
  if ('edge' in target) return 'edge';
  return 'between' in target ? 'groups' : 'service';
}

const SHAPES: Record<TargetShape, string> = { edge: 'an edge', service: 'a service', groups: 'two groups' };

const EXAMPLES: Record<TargetShape, string> = {
  edge: '`name: { edge: { from: client, to: server } }`',
  service: '`name: { service: name }`',
  groups: '`name: { between: [[client], [server]] }`',
};

/** Only an edge can be asked something, and only HTTP has requests. */
function checkProof(check: Checker, { path }: Part<FaultRefs>, { type, target: name, proof }: FaultRefs): void {
  if (proof !== undefined && FAULT_KINDS[type].targetShape === 'service') {
    check.atKey([...path, 'proof'], `\`${type}\` is seen in the process itself: there is nothing to ask`, 'take `proof` away');
  }
  if (type !== 'http') return;
  const target = partNamed(check.parts.targets, name);
  const asked = proof ?? (target !== null && 'edge' in target ? target.edge.protocol : undefined);
  if (asked === undefined || asked === 'http' || (typeof asked === 'object' && 'http' in asked)) return;
  const at = proof === undefined ? [...path, 'target'] : [...path, 'proof'];
  const speaks = typeof asked === 'object' ? 'bytes' : asked;
  check.at(
    at,
    `\`http\` is a fault of HTTP requests, and what is asked of the edge is \`${speaks}\``,
    'faults of connections (`latency`, `timeout`, …) work on every edge',
  );
}

function checkTimes(check: Checker, { path }: Part<FaultRefs>, fault: FaultRefs): void {
  const held = isHeld(fault.type);
  if (!held && fault.for !== undefined) {
    check.atKey(
      [...path, 'for'],
      `\`${fault.type}\` is a fault of an instant: there is nothing to hold`,
      'take `for` away; `kill` is held',
    );
  }
  const phase = check.parts.phases?.fault;
  if (phase === undefined) return;
  if (held ? fault.at >= phase : fault.at > phase) {
    check.at([...path, 'at'], `the fault begins at ${formatDuration(fault.at)}, but the fault phase lasts only ${formatDuration(phase)}`);
  } else if (held && fault.for !== undefined && fault.at + fault.for > phase) {
    const end = formatDuration(fault.at + fault.for);
    const message = `the fault ends at ${end}, but the fault phase lasts only ${formatDuration(phase)}`;
    check.at(
      [...path, 'for'],
      message,
      `make \`phases.fault\` ${end} or longer, or \`for\` ${formatDuration(phase - fault.at)} or shorter`,
    );
  }
}

function checkRestore(check: Checker, { path }: Part<FaultRefs>, fault: FaultRefs): void {
  if (fault.restore === undefined) return;
  if (FAULT_KINDS[fault.type].mayRestoreItself !== true)
    check.atKey([...path, 'restore'], `\`${fault.type}\` cannot be left to the system to undo`, 'take `restore` away');
  else if (!check.parts.docker)
    check.atKey([...path, 'restore'], 'nothing starts a process of this stack again but the run', 'take `restore` away');
  if (fault.for !== undefined)
    check.atKey([...path, 'for'], 'with `restore: self` there is nothing to hold', 'keep one of them: `for` or `restore`');
}

function isHeld(type: FaultKindName): boolean {
  return FAULT_KINDS[type].held;
}
