import type { Experiment } from '../manifest/experiment.ts';
import { nearestName } from '../slo/nearest-name.ts';
import type { Inventory } from './inventory.ts';
import { refusal } from './refuse-plan.ts';

/** Throws a UserError (exit 2) for a probe of a service that has no container in the stack: it could never be as expected. */
export function checkProbedServices({ probes }: Experiment, inventory: Inventory | null): void {
  const services = [...new Set((inventory?.instances ?? []).map(({ service }) => service))];
  for (const probe of probes) {
    if (probe.kind !== 'container' || services.includes(probe.service)) continue;
    const near = nearestName(probe.service, services);
    const advice = near === null ? `It has ${services.join(', ') || 'none'}.` : `Did you mean \`${near}\`?`;
    throw refusal(`probe \`${probe.name}\` asks of nothing: the stack has no service \`${probe.service}\``, probe.position, advice);
  }
}
