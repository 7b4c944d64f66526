const PORTS = 65_536;

/**
 * Ports of one host that were published anew when their containers were started again: written here, read in every worker without a
 * message. A port goes by the number that the load was prepared with, however often it moves.
 */
export class MovedPorts {
  readonly host: string;
  readonly table = new SharedArrayBuffer(PORTS * Int32Array.BYTES_PER_ELEMENT);
  readonly #ports = new Int32Array(this.table);

  constructor(host: string) {
    this.host = host;
  }

  /** New connections to `port` go to `now`; those that stand are left alone: they died with what they led to. */
  move(port: number, now: number): void {
    Atomics.store(this.#ports, port, now);
  }
}

/** Reads where a port is now. */
export function portReader(table: SharedArrayBuffer | null, port: number): () => number {
  if (table === null) return () => port;
  const ports = new Int32Array(table);
  return () => Atomics.load(ports, port) || port;
}
