import type { ResourceSettings } from './resource-settings.ts';

/** What a fault does, with numbers in the unit of their name; one member a kind, named as the manifest's `type`. */
export type FaultSettings =
  | LatencySettings
  | TimeoutSettings
  | ResetPeerSettings
  | DownSettings
  | BandwidthSettings
  | SlowCloseSettings
  | SlicerSettings
  | LimitDataSettings
  | CorruptSettings
  | BlackholeSettings
  | ConnectDelaySettings
  | HttpSettings
  | KillSettings
  | PauseSettings
  | StopSettings
  | RestartSettings
  | CrashSettings
  | PartitionSettings
  | IsolateSettings
  | LossSettings
  | DnsSettings
  | ResourceSettings;

export type FaultKindName = FaultSettings['type'];

/** Adds to the round trip once (`response`, `request`) or each way (`both`); jitter is uniform ±. */
export interface LatencySettings extends ToxicShare {
  readonly type: 'latency';
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly direction: 'response' | 'request' | 'both';
}

/** Drops all data; the connection closes `closeAfterMs` after the last chunk, or never when it is 0. */
export interface TimeoutSettings extends ToxicShare {
  readonly type: 'timeout';
  readonly closeAfterMs: number;
}

/** Resets each connection `afterMs` after its first data. */
export interface ResetPeerSettings extends ToxicShare {
  readonly type: 'reset_peer';
  readonly afterMs: number;
}

/** What every toxic takes. */
export interface ToxicShare {
  /** Share of connections (`http`: of requests) that meet the fault, 0 … 1; absent: all. */
  readonly toxicity?: number;
  /** Addresses and networks of the clients that meet it; absent: all. */
  readonly clients?: readonly string[];
}

/** Refuses new connections and closes those that stand. */
export interface DownSettings {
  readonly type: 'down';
}

/** Passes no more than `bytesPerSecond` on each connection: of answers, of requests, or of each. */
export interface BandwidthSettings extends ToxicShare {
  readonly type: 'bandwidth';
  readonly direction: 'response' | 'request' | 'both';
  /** A whole number of kB/s. */
  readonly bytesPerSecond: number;
}

/** The end of the stream reaches the client late. */
export interface SlowCloseSettings extends ToxicShare {
  readonly type: 'slow_close';
  readonly delayMs: number;
}

/** Answers reach the client in pieces of `size` ± `variation` bytes, one each `delayMs`. */
export interface SlicerSettings extends ToxicShare {
  readonly type: 'slicer';
  readonly size: number;
  readonly variation: number;
  readonly delayMs: number;
}

/** Closes each connection after `bytes` bytes of answers. */
export interface LimitDataSettings extends ToxicShare {
  readonly type: 'limit_data';
  readonly bytes: number;
}

/** Changes each byte of answers with probability `rate`. */
export interface CorruptSettings extends ToxicShare {
  readonly type: 'corrupt';
  readonly rate: number;
}

/** New connections are never answered, and not even accepted without `handshake`; closed after `closeAfterMs`, or never when it is 0. */
export interface BlackholeSettings extends ToxicShare {
  readonly type: 'blackhole';
  readonly handshake: boolean;
  readonly closeAfterMs: number;
}

/** New connections wait before the server is dialled; jitter is uniform ±. */
export interface ConnectDelaySettings extends ToxicShare {
  readonly type: 'connect_delay';
  readonly delayMs: number;
  readonly jitterMs: number;
}

/** Faults on HTTP/1.1 requests; at least one of the last five is there. */
export interface HttpSettings extends ToxicShare {
  readonly type: 'http';
  readonly match: HttpMatch;
  /** In the server's place; the request never gets there. */
  readonly answer: { readonly status: number; readonly body: string; readonly contentType: string | null } | null;
  /** Before the first byte of the response. */
  readonly delayMs: number;
  /** Body bytes after which the connection is closed; `null`: all pass. */
  readonly truncateBytes: number | null;
  readonly setHeaders: Readonly<Record<string, string>>;
  readonly removeHeaders: readonly string[];
}

/** Which requests meet it; `*` stands for any characters. */
export interface HttpMatch {
  /** Upper case; empty: all. */
  readonly methods: readonly string[];
  /** Without the query; `null`: all. */
  readonly path: string | null;
  /** Header by name; each must be there. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface KillSettings {
  readonly type: 'kill';
  readonly signal: NodeSignal;
}

export interface PauseSettings {
  readonly type: 'pause';
}

/** The container's stop signal, then SIGKILL after `graceMs`. */
export interface StopSettings {
  readonly type: 'stop';
  readonly graceMs: number;
}

export interface RestartSettings {
  readonly type: 'restart';
  readonly signal: NodeSignal;
}

/** The process dies of its own accord, as the engine sees it: its restart policy acts. */
export interface CrashSettings {
  readonly type: 'crash';
  readonly signal: NodeSignal;
}

/** How packets are cut off: lost without a word, or answered with a reset (TCP) or an ICMP error. */
export type CutAction = 'drop' | 'reject';

/** Two groups of services that cannot speak to each other. */
export interface PartitionSettings {
  readonly type: 'partition';
  /** `to`: what the first group sends to the second is lost; `from`: the other way. */
  readonly direction: 'both' | 'to' | 'from';
  /** Of the server, TCP and UDP; `null`: everything. */
  readonly port: number | null;
  readonly action: CutAction;
}

/** A service that nobody can speak to, and that can speak to nobody. */
export interface IsolateSettings {
  readonly type: 'isolate';
  readonly direction: 'both' | 'in' | 'out';
  readonly port: number | null;
  readonly action: CutAction;
}

/** A share of a service's packets is lost. */
export interface LossSettings {
  readonly type: 'loss';
  /** Of each packet's chance to be lost, each way that `direction` names, 0 … 1. */
  readonly rate: number;
  readonly direction: 'both' | 'in' | 'out';
  readonly port: number | null;
}

/** A service's name lookups fail: at once (`error`), or by no answer (`timeout`). */
export interface DnsSettings {
  readonly type: 'dns';
  readonly mode: 'error' | 'timeout';
}

/** Every signal of Linux but those that freeze a process or let it go on. */
export type NodeSignal = Exclude<
  NodeJS.Signals,
  'SIGSTOP' | 'SIGTSTP' | 'SIGTTIN' | 'SIGTTOU' | 'SIGCONT' | 'SIGUNUSED' | 'SIGBREAK' | 'SIGLOST' | 'SIGINFO'
>;
