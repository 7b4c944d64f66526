import type { Experiment } from '../manifest/experiment.ts';
import { edgesOf } from './plan-faults.ts';
import type { Inventory } from './inventory.ts';
import { refusal } from './refuse-plan.ts';
import type { PlannedFault, PlannedFaultProxy } from './run-plan.ts';

/**
 * The Toxiproxy of the stack's own that faults on its edges go through; `null`: the manifest names none, or no fault is on an edge. Throws
 * a UserError (exit 2) where there is no such service, or it is at an end of an edge itself.
 */
export function standingToxiproxy(
  { toxiproxyService: named }: Experiment,
  faults: readonly PlannedFault[],
  inventory: Inventory | null,
): PlannedFaultProxy | null {
  if (named === undefined) return null;
  const { service, port } = named;
  if (inventory === null)
    throw refusal(
      `\`toxiproxy.service\` is \`${service}\`, and there are no containers`,
      null,
      'Name a `url`, or leave `toxiproxy` out: shakedown brings its own.',
    );
  const instances = inventory.instances.filter((one) => one.service === service);
  if (instances.length === 0) {
    const services = [...new Set(inventory.instances.map((one) => one.service))].join(', ');
    throw refusal(`the stack has no service \`${service}\`, which \`toxiproxy\` names`, null, `It has ${services}.`);
  }
  const edges = edgesOf(faults);
  const end = edges.find(({ from, to }) => instances.some(({ name }) => from.includes(name) || to.some((one) => one.instance === name)));
  if (end !== undefined)
    throw refusal(
      `the edge \`${end.name}\` ends at the Toxiproxy \`${service}\` itself`,
      null,
      'Name the client and the server: the proxy between them is found by where it leads to.',
    );
  return edges.length === 0 ? null : { kind: 'service', service, port };
}
