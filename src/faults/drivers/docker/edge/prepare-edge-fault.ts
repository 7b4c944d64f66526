import { placeMarker, removeMarkers } from '../../../../docker/markers.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import type { PlannedFault } from '../../../../plan/run-plan.ts';
import { formatPercentage } from '../../../../units/percentage.ts';
import type { Exposure, PreparedFault, Proof } from '../../../fault-driver.ts';
import { describeFault } from '../../../kinds/describe-fault.ts';
import type { OwnTraffic } from '../../edge-proof/edge-probe.ts';
import { createEdgeFault } from '../../toxiproxy/edge-fault.ts';
import { observerFor } from '../../toxiproxy/observer.ts';
import { needsEnabling, plannedToxics } from '../../toxiproxy/planned-toxics.ts';
import { undoToxics } from '../../toxiproxy/undo-toxics.ts';
import { edgeLabel } from './container-edge.ts';
import type { ContainerEdge } from './container-edge.ts';
import type { ContainerEdges } from './container-edges.ts';
import type { RouteCounts } from './edge-rules.ts';
import { DOCKER_EDGE, DOCKER_EDGE_VERSION, edgeUndoJson, manualEdgeUndo } from './edge-undo-data.ts';

/** How long after its planned end a watchdog may still leave a fault to its run. */
const GRACE_MS = 60_000;
const COUNT_LIMIT_MS = 5_000;

export interface ContainerEdgeFaultParts {
  readonly run: string;
  readonly fault: PlannedFault;
  readonly edge: ContainerEdge;
  readonly edges: ContainerEdges;
  readonly wallClock: () => Date;
}

/** A prepared fault, and how the run that prepared it ends it. */
export interface PreparedContainerEdgeFault extends PreparedFault {
  release(signal: AbortSignal): Promise<void>;
}

export async function prepareContainerEdgeFault(parts: ContainerEdgeFaultParts, signal: AbortSignal): Promise<PreparedContainerEdgeFault> {
  const { run, fault, edge } = parts;
  const { server, proxies } = edge;
  await edge.refresh(signal);
  const own: OwnTraffic = { connections: 0, requests: 0, bytes: 0 };
  const { protocol, blind } = observerFor(fault);
  const probes = edge.probes(protocol, own);
  const toxic = createEdgeFault({ run, fault, server, proxies, probes, own, blind });
  let before: RouteCounts = { through: 0, past: 0, around: 0 };
  const since = async (): Promise<RouteCounts> => {
    const now = await edge.counts(AbortSignal.timeout(COUNT_LIMIT_MS));
    const grown = (name: keyof RouteCounts): number => Math.max(0, now[name] - before[name]);
    return { through: grown('through'), past: grown('past'), around: grown('around') };
  };
  const undo = undoRecord(parts);
  const { engine } = parts.edges.directory;
  // Rules that no kernel takes along must be found by whoever has none of our files, and no helper to go by.
  const isWeak = parts.edges.helper.class === 'helper';
  return {
    undo,
    instant: false,
    async inject(injecting) {
      if (isWeak) await placeMarker(engine, undo, injecting);
      before = await edge.counts(injecting);
      // Whoever is led there meets the fault from the first byte on.
      await toxic.inject(injecting);
      await edge.hold(fault.id, injecting);
    },
    async prove(proving) {
      await edge.refresh(proving);
      const proof = await toxic.prove(proving);
      return proof.proven ? withShare(proof, await since()) : proof;
    },
    async proveGone(proving) {
      await edge.refresh(proving);
      const proof = await toxic.proveGone(proving);
      if (isWeak && proof.proven) await removeMarkers(engine, { run, fault: fault.id }, proving);
      return proof;
    },
    async exposure() {
      const counted = await toxic.exposure();
      return counted === null ? null : { ...counted, share: shareOf(await since(), counted) * counted.share };
    },
    async release(releasing) {
      // Rules, then toxics: what stands goes on through the healed proxy, until it ends by itself or the run does.
      await edge.release(fault.id, releasing);
      const names = (proxy: string): string[] => plannedToxics(run, fault, proxy).map(({ name }) => name);
      const enable = needsEnabling(fault.settings);
      await undoToxics(
        server,
        proxies.map((proxy) => ({ proxy, toxics: names(proxy), enable })),
        releasing,
      );
    },
  };
}

/** Of the bytes that the clients sent to the servers. What was refused at once leaves no byte behind. */
function shareOf({ through, past, around }: RouteCounts, { connections }: Exposure): number {
  const all = through + past + around;
  if (all === 0) return connections === 0 ? 0 : 1;
  return Math.round((through / all) * 10_000) / 10_000;
}

/** Not all of it goes there: the proof says so, and by which ways. */
function withShare(proof: Proof, { through, past, around }: RouteCounts): Proof {
  const all = through + past + around;
  if (past + around === 0) return proof;
  const ways = [
    ...(past === 0 ? [] : [`${past} bytes on connections from before`]),
    ...(around === 0 ? [] : [`${around} bytes through a published port of the engine’s machine`]),
  ];
  return {
    ...proof,
    detail: `${proof.detail}; partial: ${formatPercentage(through / all)} of what clients sent met it, ${ways.join(' and ')} did not`,
  };
}

function undoRecord({ run, fault, edge, edges, wallClock }: ContainerEdgeFaultParts): UndoRecord {
  const { directory, helper } = edges;
  const label = edgeLabel(fault.target.name);
  const data = { class: helper.class, table: edge.table, label, image: helper.image.id, containers: edge.clients };
  return {
    v: 1,
    id: `fault:${fault.id}`,
    run,
    fault: fault.id,
    driver: DOCKER_EDGE,
    driverVersion: DOCKER_EDGE_VERSION,
    describe: `end on ${fault.target.name}: ${describeFault(fault.settings)}`,
    manual: manualEdgeUndo(directory.engine, run, label),
    expiresAt: new Date(wallClock().getTime() + fault.forMs + GRACE_MS).toISOString(),
    data: edgeUndoJson(directory.engine, data),
  };
}
