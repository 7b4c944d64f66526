import type { PlannedFault } from '../../../../plan/run-plan.ts';
import { attempt } from './attempts.ts';
import type { Outcome } from './attempts.ts';
import { createCutProof, keyOf } from './cut-proof.ts';
import type { EffectProof } from './effect-proof.ts';
import { createLookupProof, lookupScript, parseLookup } from './lookup-proof.ts';
import { createLossProof, expectedShare } from './loss-proof.ts';
import { networkedContainers } from './networked-container.ts';
import type { ContainerDirectory, NetworkedContainer } from './networked-container.ts';
import { planNetworkFault } from './network-fault-plan.ts';
import type { Observers } from './observers.ts';
import { lookAtWays, sharedAddress } from './ways.ts';

/** So many connections are tried at once. */
const AT_ONCE = 100;
/** So many peers of an isolated container are tried: that one cannot be reached by anybody does not take asking everybody. */
const PEERS_ASKED = 6;
const UNUSED_PORT = 9;

/** How this fault is seen. */
export function createNetworkEffect(fault: PlannedFault, directory: ContainerDirectory, observers: Observers): EffectProof {
  const { settings, target } = fault;
  const { victims } = planNetworkFault(fault);
  const containersNow = (signal: AbortSignal): Promise<NetworkedContainer[]> => networkedContainers(directory, signal);

  switch (settings.type) {
    case 'partition': {
      const [first, second] = target.kind === 'groups' ? target.groups : [[], []];
      const there = first.flatMap((from) => second.map((to) => ({ from, to })));
      const back = there.map(({ from, to }) => ({ from: to, to: from }));
      const passing = settings.direction === 'to' ? back : settings.direction === 'from' ? there : [];
      const oneWay = new Set(settings.port === null ? passing.map(keyOf) : []);
      return createCutProof({
        action: settings.action,
        oneWay,
        look: async (signal) =>
          lookAtWays(
            await containersNow(signal),
            { port: settings.port, pairs: [...there, ...back], watching: oneWay.size > 0 },
            observers,
            signal,
          ),
      });
    }
    case 'isolate':
      return createCutProof({
        action: settings.action,
        oneWay: new Set(),
        look: async (signal) => {
          const containers = await containersNow(signal);
          return lookAtWays(
            containers,
            { port: settings.port, pairs: pairsAround(victims, containers), watching: false },
            observers,
            signal,
          );
        },
      });
    case 'loss': {
      const share = expectedShare(settings.rate, settings.direction === 'both' ? 2 : 1);
      return createLossProof(share, async (count, signal) => {
        const containers = await containersNow(signal);
        const victim = containers.find(({ instance, isUp }) => isUp && victims.includes(instance));
        const endpoint = victim === undefined ? null : { address: anybodyNear(victim, containers), port: settings.port ?? UNUSED_PORT };
        if (victim === undefined || endpoint === null) return null;
        const observer = await observers.at(victim, signal);
        const outcomes: Outcome[] = [];
        while (outcomes.length < count) {
          const some = Array.from({ length: Math.min(AT_ONCE, count - outcomes.length) }, () => endpoint);
          outcomes.push(...(await attempt(observer, some, {}, signal)).outcomes);
        }
        return { outcomes, halfOpen: [] };
      });
    }
    case 'dns':
      return createLookupProof(async (signal) => {
        const own = (await containersNow(signal)).filter(({ instance, isUp }) => isUp && victims.includes(instance));
        return Promise.all(
          own.map(async (one) => {
            const { out } = await (await observers.at(one, signal)).run(lookupScript(one.networkOf.slice(0, 12)), signal);
            return parseLookup(one.instance, out);
          }),
        );
      });
    default:
      throw new Error(`${settings.type} is not a fault on the network of containers`);
  }
}

/** From each victim to others and back; to the engine's machine where it has no peers. */
function pairsAround(victims: readonly string[], containers: readonly NetworkedContainer[]): { from: string; to: string }[] {
  return victims.flatMap((victim) => {
    const own = containers.find(({ instance }) => instance === victim);
    if (own === undefined) return [];
    const peers = containers.filter(({ instance, isUp, networkOf }) => isUp && !victims.includes(instance) && networkOf !== own.networkOf);
    const near = peers.filter((peer) => sharedAddress(own, peer) !== null).slice(0, PEERS_ASKED);
    if (near.length === 0) return own.gateways.slice(0, 1).map((to) => ({ from: victim, to }));
    return near.flatMap(({ instance }) => [
      { from: victim, to: instance },
      { from: instance, to: victim },
    ]);
  });
}

/** Somebody who answers connection attempts, if only by refusing them. */
function anybodyNear(victim: NetworkedContainer, containers: readonly NetworkedContainer[]): string {
  for (const peer of containers) {
    const address = peer.isUp && peer.networkOf !== victim.networkOf ? sharedAddress(victim, peer) : null;
    if (address !== null) return address;
  }
  return victim.gateways[0] ?? '';
}
