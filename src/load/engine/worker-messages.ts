import type { Shard } from '../arrivals/arrival-sequence.ts';
import type { ArrivalSpec } from '../../manifest/load-spec.ts';
import type { LatencyLimit, LoadReport } from '../load-driver.ts';
import type { ResponseLimits } from './http1/limits.ts';
import type { ScenarioSetup } from './scenario/scenario-setup.ts';

/** Where a request's bytes go. */
export interface ConnectTarget {
  /** As in the URL: a name, or an IP address without brackets. */
  readonly host: string;
  readonly port: number;
  /** What `host` resolved to before the run, the best first. Empty: it has yet to be resolved. */
  readonly addresses: readonly string[];
  /** A Unix socket, in place of host and port. */
  readonly socketPath: string | null;
  /** `null`: plain TCP. */
  readonly tls: TlsTarget | null;
  /** Of a host whose ports may move while the load runs: where they are now. */
  readonly movedPorts: SharedArrayBuffer | null;
}

export interface TlsTarget {
  /** `null` where the URL names an IP address: SNI allows none. */
  readonly servername: string | null;
  readonly rejectUnauthorized: boolean;
  /** PEM; `null`: the platform's own. */
  readonly ca: string | null;
  /** PEM of the client's certificate, chain included, and its key. */
  readonly cert: string | null;
  readonly key: string | null;
  readonly passphrase: string | null;
}

/** A forward proxy: plain HTTP is asked of it, TLS goes through a tunnel. */
export interface ProxySetup {
  readonly target: ConnectTarget;
  /** Value for `Proxy-Authorization`. */
  readonly authorization: string | null;
}

/** How one entry's requests travel. */
export interface TransportSetup {
  readonly target: ConnectTarget;
  /** Of the target, and of the same host under https where a redirect leads there. */
  readonly tls: TlsTarget;
  readonly maxConnections: number;
  readonly http: '1.1' | '2';
  /** `null`: straight to the server. */
  readonly proxy: ProxySetup | null;
  /** Asks for compressed bodies and unpacks them. */
  readonly decompress: boolean;
  /** How many redirects in a row are followed; 0: they are answers. */
  readonly maxRedirects: number;
  /** Hostnames that the entry's requests name: redirects may lead there, though it be a public place. */
  readonly namedHosts: readonly string[];
  /** From the beginning of a connection to its being ready, TLS included; `null`: bound by the whole timeout only. */
  readonly connectTimeoutUs: number | null;
  /** From the request's sending to the first byte of the response. */
  readonly firstByteTimeoutUs: number | null;
  readonly limits: ResponseLimits;
  /** How long an address may be used before its name is looked up again, in the background. */
  readonly dnsTtlMs: number;
}

/** One load entry: everything decided, encoded and resolved. */
export interface EntrySetup {
  readonly name: string;
  readonly arrivals: ArrivalSpec;
  readonly startAfterMs: number;
  readonly seed: number;
  readonly scenario: ScenarioSetup;
  readonly maxInFlight: number;
  /** One for each origin that the scenario's requests go to. */
  readonly transports: readonly TransportSetup[];
}

/** The part of it that falls to a worker. */
export interface EntryShare extends EntrySetup {
  readonly shard: Shard;
}

export interface WorkerSetup {
  readonly worker: number;
  readonly entries: readonly EntryShare[];
  readonly limits: readonly LatencyLimit[];
  readonly timeline: SharedArrayBuffer;
  /** URL of the pacer thread's entry file. */
  readonly pacer: string;
  /** Least time between two wake-ups by the pacer. */
  readonly tickUs: number;
  /** Stays awake for the next arrival, and needs no pacer thread. */
  readonly precise: boolean;
}

/** Tells our own set-up from whatever else a thread may be started with; what is inside needs no second check. */
export function isWorkerSetup(value: unknown): value is WorkerSetup {
  return typeof value === 'object' && value !== null && 'timeline' in value && value.timeline instanceof SharedArrayBuffer;
}

export type ToWorker =
  | { readonly type: 'begin'; readonly zeroNs: bigint }
  | { readonly type: 'snapshot'; readonly id: number }
  /** The end stands in the shared timeline. */
  | { readonly type: 'finish' }
  | { readonly type: 'abandon' };

/** What a worker's thread is sent: besides what its worker does, the order to end. */
export type ToThread = ToWorker | { readonly type: 'leave' };

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'report'; readonly report: LoadReport }
  | { readonly type: 'snapshot-taken'; readonly id: number }
  /** Drained or abandoned; the last report went before. */
  | { readonly type: 'done' };
