import { absolutePath } from './absolute-path.ts';
import { buildFlow, buildRequests, buildLoneRequest } from './build-scenario.ts';
import type { ArrivalSpec, DataSpec, LoadSpec, ScenarioSpec } from './load-spec.ts';
import type { DataInput } from './schema/data-schema.ts';
import type { LoadInput } from './schema/load-schema.ts';
import type { TransportSpec } from './transport-spec.ts';

/** A load entry with its defaults filled in. Its parts have been checked against each other. */
export function buildLoad(input: LoadInput, folder: string): LoadSpec {
  const { name, model, connections, amount, engine, startAfter, maxInFlight, maxConnections } = input;
  const base = {
    name,
    scenario: scenario(input, folder),
    data: input.data.map((one) => dataSpec(one, folder)),
    transport: transport(input, folder),
  };
  if (model === 'closed') {
    return { ...base, model, connections: connections ?? 1, amount: amount ?? null, engine: engine ?? 'autocannon' };
  }
  const open = { ...base, model, arrivals: arrivals(input), startAfterMs: startAfter ?? 0, maxInFlight: maxInFlight ?? null };
  return maxConnections === undefined ? open : { ...open, maxConnections };
}

function arrivals({ rate = 0, stages, arrivals: spacing = 'constant' }: LoadInput): ArrivalSpec {
  if (stages === undefined) return { kind: spacing, ratePerSecond: rate };
  return {
    kind: 'stages',
    startRatePerSecond: rate,
    stages: stages.map(({ to, over }) => ({ toPerSecond: to, overMs: over })),
    spacing,
  };
}

function scenario(input: LoadInput, folder: string): ScenarioSpec {
  if (input.steps !== undefined) return buildFlow(input.steps, input, folder);
  if (input.requests !== undefined) return buildRequests(input.requests, input, folder);
  if (input.request !== undefined) return buildLoneRequest(input.request, input, folder);
  throw new Error(`load ${input.name} without a request got past the checks`);
}

function dataSpec({ name, file, order }: DataInput, folder: string): DataSpec {
  return { name, file: absolutePath(folder, file), format: file.toLowerCase().endsWith('.csv') ? 'csv' : 'json', order };
}

function transport({ http, tls, proxy, decompress, redirects, maxBody, socket, timeouts }: LoadInput, folder: string): TransportSpec {
  const path = (file: string | undefined): string | null => (file === undefined ? null : absolutePath(folder, file));
  return {
    http,
    tls: {
      caFile: path(tls?.ca),
      certFile: path(tls?.cert),
      keyFile: path(tls?.key),
      passphrase: tls?.passphrase ?? null,
      insecure: tls?.insecure ?? false,
      serverName: tls?.serverName ?? null,
    },
    proxy: proxy ?? null,
    decompress,
    redirects,
    maxBodyBytes: maxBody ?? null,
    socketFile: path(socket),
    timeouts: { connectMs: timeouts.connect ?? null, firstByteMs: timeouts.firstByte ?? null },
  };
}
