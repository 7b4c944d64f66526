import type { BufferPool } from './buffer-pool.ts';
import type { Scheduler } from './scheduler.ts';

/** What held data all connections together may take up. */
const MEMORY_BUDGET = 512 * 1024 * 1024;
/** What a connection may hold however many there are. */
const LEAST_CAPACITY = 256 * 1024;

/** What all proxies of a server share. */
export interface ServerContext {
  readonly scheduler: Scheduler;
  readonly seed: number;
  readonly dialTimeoutMs: number;
  readonly load: ServerLoad;
  readonly buffers: BufferPool;
  /** The module `deaf-listener.main`. */
  readonly deafListener: URL;
}

/** Counts connections, so that a thousand of them hold no more together than the budget. */
export class ServerLoad {
  connections = 0;

  /** How much of `wanted` bytes one direction of one connection may hold. */
  capacity(wanted: number): number {
    return Math.min(wanted, Math.max(LEAST_CAPACITY, MEMORY_BUDGET / (2 * Math.max(1, this.connections))));
  }
}
