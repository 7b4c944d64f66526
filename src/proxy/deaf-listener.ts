import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** An attempt that is not answered for this long on this machine's own address finds a full backlog. */
const UNANSWERED_MS = 150;
const MOST_FILLERS = 64;

/**
 * A port that is open and completes no handshake: a thread listens with the shortest backlog and accepts nothing, connections of ours
 * fill that backlog, and the kernel drops every further SYN. Who knocks sees no answer at all, as from a host that is gone.
 */
export class DeafListener {
  readonly #worker: Worker;
  readonly #fillers: readonly Socket[];

  private constructor(worker: Worker, fillers: readonly Socket[]) {
    this.#worker = worker;
    this.#fillers = fillers;
  }

  /**
   * Resolves when the port is deaf; rejects when it cannot be listened on, or takes all who come.
   *
   * @param entry the module `deaf-listener.main`
   */
  static async open(entry: URL, host: string, port: number): Promise<DeafListener> {
    const worker = new Worker(entry, { workerData: { host, port } satisfies DeafListenerData });
    worker.unref();
    await once(worker, 'message');
    const fillers: Socket[] = [];
    const listener = new DeafListener(worker, fillers);
    while (fillers.length < MOST_FILLERS) {
      const filler = connect({ host: loopbackOf(host), port });
      filler.on('error', () => undefined);
      filler.unref();
      fillers.push(filler);
      if (await isUnanswered(filler)) return listener;
    }
    await listener.close();
    throw new Error(`port ${port} took ${MOST_FILLERS} connections beyond its backlog`);
  }

  /** The port is free afterwards. */
  async close(): Promise<void> {
    for (const filler of this.#fillers) filler.destroy();
    await this.#worker.terminate();
  }
}

/** Where it listens. */
export interface DeafListenerData {
  readonly host: string;
  readonly port: number;
}

export function isDeafListenerData(value: unknown): value is DeafListenerData {
  if (typeof value !== 'object' || value === null || !('host' in value) || !('port' in value)) return false;
  return typeof value.host === 'string' && typeof value.port === 'number';
}

async function isUnanswered(filler: Socket): Promise<boolean> {
  const answered = Promise.race([once(filler, 'connect'), once(filler, 'error')]).then(() => false);
  return Promise.race([answered, sleep(UNANSWERED_MS, true)]);
}

function loopbackOf(host: string): string {
  if (host === '::') return '::1';
  return host === '0.0.0.0' ? '127.0.0.1' : host;
}
