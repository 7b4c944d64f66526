import type { ReadinessSpec } from '../manifest/experiment.ts';

/** A process of the stack as it stands now. */
export interface InstanceState {
  readonly name: string;
  readonly service: string;
  /** `null` while it is down. */
  readonly pid: number | null;
  /** The kernel's start time of `pid` (field 22 of /proc/<pid>/stat, else `ps -o lstart`): tells it from a later process of that number. */
  readonly startTime: string | null;
  /** By port name, on 127.0.0.1. */
  readonly ports: Readonly<Record<string, number>>;
  readonly ready: ReadinessSpec | null;
}

/** An edge's proxy, for one server instance. */
export interface EdgeRoute {
  readonly edge: string;
  readonly instance: string;
  /** Name of the proxy on the server behind `apiUrl`. */
  readonly proxy: string;
  readonly apiUrl: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly upstream: { readonly host: string; readonly port: number };
}

export interface StackListener {
  /** Something that went wrong, and kept us from nothing. */
  onTrouble(message: string): void;
  onProcessStarted(instance: string, pid: number): void;
  onProcessReady(instance: string, afterMs: number): void;
  /** `expected`: we, or a fault of ours, ended it. */
  onProcessExited(
    instance: string,
    pid: number,
    end: { readonly code: number | null; readonly signal: string | null; readonly expected: boolean },
  ): void;
}

/** What faults and load see of the system under test. */
export interface RunningStack {
  instance(name: string): InstanceState;
  /** Resolves `{{service.url}}` and its kin in a load's URL, headers and body; never through a fault proxy. */
  resolve(text: string): string;
  /** Tells the stack that the next exit of this instance is a fault's doing. */
  expectExit(name: string): void;
  /**
   * Starts a process that is down, on the same ports, and waits until it is ready. No-op while it runs. Journals the new pid.
   *
   * @param onSpawned called when it runs, ready or not
   */
  startInstance(name: string, signal: AbortSignal, onSpawned?: () => void): Promise<void>;
  /** Ends all its processes, groups included, and settles their records. Idempotent. Throws when one could not be ended. */
  stop(signal: AbortSignal): Promise<void>;
}
