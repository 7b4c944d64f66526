import { connectRecorded } from '../../../../docker/recorded-engine.ts';
import type { PlannedFault } from '../../../../plan/run-plan.ts';
import type { FaultDriver, Refusal } from '../../../fault-driver.ts';
import { restoresTable } from '../../../kinds/restores.ts';
import { supportsToxic, TOXIC_FAULTS } from '../../toxiproxy/toxiproxy-fault-driver.ts';
import type { ContainerEdges } from './container-edges.ts';
import { DOCKER_EDGE } from './edge-undo-data.ts';
import { prepareContainerEdgeFault } from './prepare-edge-fault.ts';
import type { PreparedContainerEdgeFault } from './prepare-edge-fault.ts';
import { undoContainerEdge } from './undo-edge-fault.ts';

export interface EdgeFaultDriverOptions {
  readonly run: string;
  /** `null` for whoever undoes after the run is over, and only calls `undo`. */
  readonly edges: ContainerEdges | null;
  readonly wallClock: () => Date;
}

/** Toxics on edges between containers: the clients are led to a proxy by rules in their own networks, each on a leash. */
export function createEdgeFaultDriver({ run, edges, wallClock }: EdgeFaultDriverOptions): FaultDriver {
  const prepared = new Map<string, PreparedContainerEdgeFault>();
  return {
    id: DOCKER_EDGE,
    kinds: TOXIC_FAULTS,
    restores: restoresTable('container', TOXIC_FAULTS),
    supports,
    async prepare(fault, signal) {
      if (edges === null || fault.target.kind !== 'edge') throw new Error('without a running stack and an edge there is nothing to break');
      const edge = await edges.open(fault.target.edge, signal);
      const one = await prepareContainerEdgeFault({ run, fault, edge, edges, wallClock }, signal);
      prepared.set(one.undo.id, one);
      return one;
    },
    async undo(record, signal) {
      const own = record.run === run ? prepared.get(record.id) : undefined;
      if (own !== undefined) return own.release(signal);
      const engine = edges === null ? await connectRecorded(record.data, signal) : edges.directory.engine;
      await undoContainerEdge(engine, record, wallClock().getTime(), signal);
    },
  };
}

function supports(fault: PlannedFault): true | Refusal {
  const { settings } = fault;
  if ('clients' in settings && settings.clients !== undefined)
    return {
      refused: 'between containers, `clients` says nothing: an address there is nobody’s for long',
      try: 'name them in the edge’s `from`',
    };
  return supportsToxic(fault);
}
