import type { DockerEngine } from '../../../src/docker/engine.ts';
import { execIn } from './exec-in.ts';
import type { LabelledStack } from './labelled-stack.ts';

/** Who can open a connection to whom, tried from inside each container with its own tools: `a>b`, sorted. */
export async function whoReachesWhom(
  engine: DockerEngine,
  stack: LabelledStack,
  services: readonly string[],
  port = 8080,
): Promise<string[]> {
  const addresses = await Promise.all(
    services.map(async (service) => {
      const info = await engine.call('inspecting', async (docker) => docker.getContainer(await stack.idOf(service)).inspect());
      return { service, id: info.Id, ip: Object.values(info.NetworkSettings.Networks)[0]?.IPAddress ?? '' };
    }),
  );
  const found = await Promise.all(
    addresses.map(async ({ service: from, id }) => {
      const others = addresses.filter(({ service }) => service !== from);
      const script = others.map(({ service, ip }) => `( nc -w 1 ${ip} ${port} -e true >/dev/null 2>&1 && echo "${from}>${service}" ) &`);
      const out = await execIn(engine, id, `${script.join('\n')}\nwait`);
      return out.split('\n').filter((line) => line !== '');
    }),
  );
  return found.flat().toSorted();
}

/** Every ordered pair within each of the groups. */
export function pairsWithin(...groups: readonly (readonly string[])[]): string[] {
  return groups.flatMap((group) => group.flatMap((from) => group.filter((to) => to !== from).map((to) => `${from}>${to}`))).toSorted();
}
