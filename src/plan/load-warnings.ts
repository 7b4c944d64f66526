import { exchangesOf } from '../manifest/exchanges-of.ts';
import type { Experiment } from '../manifest/experiment.ts';
import type { LoadSpec } from '../manifest/load-spec.ts';
import { formatDuration } from '../units/duration.ts';
import { count } from './check-evidence.ts';
import { longestMs } from './longest-ms.ts';
import type { MachineRoom } from './machine-room.ts';
import { maxInFlight } from './max-in-flight.ts';
import type { PlannedLoad } from './run-plan.ts';

/** What the process has open beside the load: itself, the run folder, probes, the engine's socket. */
const OTHER_DESCRIPTORS = 128;
/** An HTTP/2 connection carries as many requests. */
const STREAMS = 100;

export interface LoadParts {
  readonly loads: readonly PlannedLoad[];
  /** `null`: nobody knows. */
  readonly room: MachineRoom | null;
  /** Of files whose rows are given out once each, by path, as far as they can be read yet. */
  readonly dataRows: ReadonlyMap<string, number>;
}

/** What can be foreseen of the load's own limits. */
export function loadWarnings(experiment: Experiment, { loads, room, dataRows }: LoadParts): string[] {
  const planned = experiment.load.flatMap((spec) => loads.filter(({ name }) => name === spec.name).map((load) => ({ spec, load })));
  return [
    ...planned.flatMap(({ spec, load }) => smallCaps(spec, load)),
    ...(room === null ? [] : [...fewDescriptors(planned, room), ...planned.flatMap(({ spec, load }) => fewPorts(spec, load, room))]),
    ...planned.flatMap(({ spec, load }) => fewRows(spec, load, dataRows)),
    ...experiment.load.flatMap(unverified),
  ];
}

interface Planned {
  readonly spec: LoadSpec;
  readonly load: PlannedLoad;
}

/** By Little's law a cap of n carries a stall of n ÷ rate. */
function smallCaps(spec: LoadSpec, load: PlannedLoad): string[] {
  const timeoutMs = longestMs(spec.scenario);
  if (spec.model === 'closed') return [];
  const carries = (cap: number): string | null => {
    if (cap >= maxInFlight(load.peakRate, timeoutMs)) return null;
    const stallMs = (cap / load.peakRate) * 1000;
    return stallMs >= timeoutMs ? null : formatDuration(Math.floor(stallMs));
  };
  const inFlight = carries(load.maxInFlight);
  const connections = spec.maxConnections === undefined ? null : carries(spec.maxConnections * streamsOf(spec));
  return [
    ...(inFlight === null
      ? []
      : [
          `load \`${spec.name}\` drops arrivals when the system stalls for more than ${inFlight}: \`maxInFlight: ${load.maxInFlight}\` is below rate × timeout`,
        ]),
    ...(connections === null
      ? []
      : [
          `load \`${spec.name}\` lets arrivals wait when the system stalls for more than ${connections}: \`maxConnections: ${spec.maxConnections ?? ''}\` is below rate × timeout, and a latency that fails by that wait decides nothing`,
        ]),
  ];
}

function fewDescriptors(planned: readonly Planned[], { descriptors: { soft, hard } }: MachineRoom): string[] {
  const needed = planned.reduce((sum, { spec, load }) => sum + connectionsOf(spec, load), 0);
  const free = Math.max(0, soft - OTHER_DESCRIPTORS);
  if (needed <= free) return [];
  const rate = planned.reduce((sum, { load }) => sum + load.peakRate, 0);
  const stall = rate === 0 ? '' : `, and carry a stall of ${formatDuration(Math.floor((free / rate) * 1000))}`;
  const raise = hard > soft ? `raise it: \`ulimit -n ${Math.min(hard, needed + OTHER_DESCRIPTORS)}\`` : 'only root raises it';
  return [
    `the load may need ${count(needed)} connections at once, and this process may open ${count(soft)} files (\`ulimit -n\`; hard limit ${count(hard)}): some ${count(free)} connections fit${stall}; arrivals beyond them are dropped. Set a smaller \`maxInFlight\`, or ${raise}`,
  ];
}

/** All of an entry's connections may go to one address and port. */
function fewPorts(spec: LoadSpec, load: PlannedLoad, { localPorts }: MachineRoom): string[] {
  const needed = connectionsOf(spec, load);
  if (needed <= localPorts || spec.transport.socketFile !== null) return [];
  const stall = load.peakRate === 0 ? '' : `: they carry a stall of ${formatDuration(Math.floor((localPorts / load.peakRate) * 1000))}`;
  return [
    `load \`${spec.name}\` may need ${count(needed)} connections at once, and this machine has ${count(localPorts)} local ports for those to one address${stall}; arrivals beyond them are dropped`,
  ];
}

function fewRows(spec: LoadSpec, { expected }: PlannedLoad, dataRows: ReadonlyMap<string, number>): string[] {
  if (spec.model === 'closed') return [];
  const arrivals = Math.round(expected.baseline + expected.fault + expected.recovery);
  return spec.data.flatMap(({ name, file, order }) => {
    const rows = order === 'unique' ? dataRows.get(file) : undefined;
    return rows === undefined || rows >= arrivals
      ? []
      : [
          `load \`${spec.name}\` runs out of data: \`${name}\` gives each row once, and ${file} has ${count(rows)} for ${count(arrivals)} arrivals or more; those without a row are dropped. Give it more rows, or \`order: sequential\`, which goes round`,
        ];
  });
}

function connectionsOf(spec: LoadSpec, load: PlannedLoad): number {
  const most = spec.model === 'open' ? (spec.maxConnections ?? Infinity) : Infinity;
  return Math.min(most, Math.ceil(load.maxInFlight / streamsOf(spec)));
}

function streamsOf({ transport }: LoadSpec): number {
  return transport.http === '2' ? STREAMS : 1;
}

function unverified(spec: LoadSpec): string[] {
  if (spec.model !== 'closed' || spec.engine !== 'autocannon' || spec.transport.tls.insecure) return [];
  if (!exchangesOf(spec.scenario).some(({ request }) => request.url.startsWith('https'))) return [];
  return [
    `load \`${spec.name}\` takes any TLS certificate, as autocannon verifies none: \`engine: native\` does, or say \`tls: { insecure: true }\``,
  ];
}
