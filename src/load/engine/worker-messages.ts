import type { ArrivalSpec, StatusMatcher } from '../../manifest/experiment.ts';
import type { LatencyLimit, LoadReport } from '../load-driver.ts';

/** Where a request's bytes go: one address, resolved beforehand. */
export interface ConnectTarget {
  readonly host: string;
  readonly port: number;
  /** `null`: plain TCP. */
  readonly tls: TlsTarget | null;
}

export interface TlsTarget {
  /** `null` where the URL names an IP address: SNI allows none. */
  readonly servername: string | null;
  readonly rejectUnauthorized: boolean;
  /** PEM; `null`: the platform's own. */
  readonly ca: string | null;
}

/** One load entry as a worker needs it: everything decided, encoded and resolved. */
export interface EntrySetup {
  readonly name: string;
  readonly endpoint: string;
  readonly arrivals: ArrivalSpec;
  readonly seed: number;
  readonly requestBytes: Uint8Array;
  /** Its response has no body, whatever it announces. */
  readonly isHead: boolean;
  /** May be sent again when a reused connection turns out closed. */
  readonly idempotent: boolean;
  readonly statuses: StatusMatcher;
  readonly timeoutUs: number;
  readonly maxInFlight: number;
  readonly maxConnections: number;
  readonly target: ConnectTarget;
}

export interface WorkerSetup {
  readonly worker: number;
  readonly workers: number;
  readonly entries: readonly EntrySetup[];
  readonly limits: readonly LatencyLimit[];
  readonly timeline: SharedArrayBuffer;
  /** URL of the pacer thread's entry file. */
  readonly pacer: string;
  /** Least time between two wake-ups by the pacer. */
  readonly tickUs: number;
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

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'report'; readonly report: LoadReport }
  | { readonly type: 'snapshot-taken'; readonly id: number }
  /** Drained or abandoned; the last report went before. */
  | { readonly type: 'done' };
