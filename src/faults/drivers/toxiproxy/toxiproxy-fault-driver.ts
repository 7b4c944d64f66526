import { EXIT, UserError } from '../../../errors/user-error.ts';
import type { UndoRecord } from '../../../journal/undo-record.ts';
import type { PlannedFault } from '../../../plan/run-plan.ts';
import type { EdgeRoute } from '../../../stack/running-stack.ts';
import { createToxiproxyServer } from '../../../toxiproxy/toxiproxy-server.ts';
import type { FaultDriver, Refusal } from '../../fault-driver.ts';
import type { FaultKindName } from '../../fault-settings.ts';
import { restoresTable } from '../../kinds/restores.ts';
import { prepareEdgeFault } from './prepared-edge-fault.ts';
import type { EdgeLooker } from './prepared-edge-fault.ts';
import { parseUndoData, TOXIPROXY_DRIVER } from './toxiproxy-undo-data.ts';
import { undoToxics } from './undo-toxics.ts';

/** Kinds that are toxics. */
export const TOXIC_FAULTS: readonly FaultKindName[] = [
  'latency',
  'timeout',
  'reset_peer',
  'down',
  'bandwidth',
  'slow_close',
  'slicer',
  'limit_data',
  'corrupt',
  'blackhole',
  'connect_delay',
  'http',
];

export interface ToxiproxyFaultDriverOptions {
  readonly run: string;
  /** Every proxied edge of the run's stack; none for a watchdog, which only calls `undo`. */
  readonly routes: readonly EdgeRoute[];
  /** Who looks at an edge to prove a fault; this process when not given. */
  readonly lookers?: (route: EdgeRoute) => readonly EdgeLooker[];
  /** The system's when not given. */
  readonly wallClock?: () => Date;
}

/** Faults on edges, as toxics of a Toxiproxy-compatible server through which those edges are routed. */
export function createToxiproxyFaultDriver(options: ToxiproxyFaultDriverOptions): FaultDriver {
  const { run, routes, lookers, wallClock = () => new Date() } = options;
  return {
    id: TOXIPROXY_DRIVER,
    kinds: TOXIC_FAULTS,
    restores: restoresTable('edge', TOXIC_FAULTS),
    supports: supportsToxic,
    prepare: async (fault, signal) => {
      const { target } = fault;
      const own = target.kind === 'edge' ? routes.filter((route) => route.edge === target.edge.name) : [];
      if (target.kind !== 'edge' || own.length === 0) {
        throw new UserError(`fault ${fault.id}: no proxy stands on ${target.name}`, { exitCode: EXIT.unreachable });
      }
      return prepareEdgeFault({ run, fault, routes: own, wallClock, ...(lookers === undefined ? {} : { lookers }) }, signal);
    },
    undo: (record: UndoRecord, signal: AbortSignal) => {
      const { apiUrl, proxies } = parseUndoData(record.data);
      const standing = proxies.map(({ proxy }) => proxy);
      return undoToxics(createToxiproxyServer({ apiUrl, run: record.run, standing }), proxies, signal);
    },
  };
}

/** Can it be a toxic on an edge? */
export function supportsToxic(fault: PlannedFault): true | Refusal {
  const { settings, target } = fault;
  if (!TOXIC_FAULTS.includes(settings.type)) return { refused: `${settings.type} is not a fault on the network` };
  if (target.kind !== 'edge')
    return { refused: `${settings.type} needs an edge, and ${target.name} is a service`, try: 'name an edge target' };
  const asked = fault.proof ?? target.edge.protocol;
  if (settings.type === 'http' && asked !== null && asked.kind !== 'http')
    return {
      refused: `http is a fault of HTTP, and ${target.name} speaks ${asked.kind}`,
      try: 'a fault of connections works on every edge',
    };
  // A slicer's delay is in microseconds there.
  const times =
    settings.type === 'slicer'
      ? []
      : Object.entries<unknown>({ ...settings }).flatMap(([name, value]) => (name.endsWith('Ms') ? [value] : []));
  if (times.every(Number.isInteger)) return true;
  return { refused: 'Toxiproxy counts in whole milliseconds', try: 'round its times to 1ms' };
}
