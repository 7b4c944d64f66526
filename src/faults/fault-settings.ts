/** What a fault does, with numbers in the unit of their name; one member a kind, named as the manifest's `type`. */
export type FaultSettings =
  | LatencySettings
  | TimeoutSettings
  | ResetPeerSettings
  | DownSettings
  | KillSettings
  | PauseSettings
  | RestartSettings;

export type FaultKindName = FaultSettings['type'];

/** Adds to the round trip once (`response`, `request`) or each way (`both`); jitter is uniform ±. */
export interface LatencySettings {
  readonly type: 'latency';
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly direction: 'response' | 'request' | 'both';
}

/** Drops all data; the connection closes `closeAfterMs` after the last chunk, or never when it is 0. */
export interface TimeoutSettings {
  readonly type: 'timeout';
  readonly closeAfterMs: number;
}

/** Resets each connection `afterMs` after its first data. */
export interface ResetPeerSettings {
  readonly type: 'reset_peer';
  readonly afterMs: number;
}

/** Refuses new connections and closes those that stand. */
export interface DownSettings {
  readonly type: 'down';
}

export interface KillSettings {
  readonly type: 'kill';
  readonly signal: NodeSignal;
}

export interface PauseSettings {
  readonly type: 'pause';
}

export interface RestartSettings {
  readonly type: 'restart';
  readonly signal: NodeSignal;
}

export type NodeSignal = 'SIGKILL' | 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGABRT' | 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2';
