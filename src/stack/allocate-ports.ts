import { EXIT, UserError } from '../errors/user-error.ts';
import type { ProcessSpec } from '../manifest/experiment.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import { freePort, isFree } from './free-port.ts';
import { describePortHolder } from './port-holder.ts';
import type { PortMap } from './port-map.ts';
import { processSpecs } from './process-specs.ts';

/**
 * A port for every port of every instance, before anything starts: proxies need their upstreams, clients their proxies. Throws a
 * UserError (exit 6) where a fixed port is taken.
 */
export async function allocatePorts(plan: RunPlan): Promise<PortMap> {
  const specs = processSpecs(plan);
  const taken = new Set<number>();
  const ports = new Map<string, Record<string, number>>();
  for (const instance of plan.instances) {
    const own: Record<string, number> = {};
    const spec = specs.get(instance.service);
    for (const [name, wanted] of Object.entries(spec?.ports ?? {})) {
      if (spec !== undefined && wanted !== 'auto') await mustBeFree(spec, wanted, taken);
      const port = wanted === 'auto' ? await freePort(taken) : wanted;
      taken.add(port);
      own[name] = port;
    }
    ports.set(instance.name, own);
  }
  return ports;
}

async function mustBeFree(spec: ProcessSpec, port: number, taken: ReadonlySet<number>): Promise<void> {
  const ours = taken.has(port);
  if (!ours && (await isFree(port))) return;
  const holder = ours ? 'another process of this stack' : await describePortHolder(port);
  throw new UserError(`Port ${port}, which ${spec.name} needs, is taken${holder === null ? '' : ` by ${holder}`}.`, {
    exitCode: EXIT.unreachable,
    where: `127.0.0.1:${port}`,
    try: 'End what holds it, or write `auto` in place of the number and let {{service.port}} carry it.',
  });
}
