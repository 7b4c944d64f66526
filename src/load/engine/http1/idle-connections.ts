import type { Connection } from './connection.ts';

/** Connections at rest. The one used last is taken first: it is the likeliest to be alive, and the others may age out. */
export class IdleConnections {
  readonly #stack: Connection[] = [];

  put(connection: Connection): void {
    connection.idleIndex = this.#stack.length;
    this.#stack.push(connection);
  }

  take(): Connection | undefined {
    const connection = this.#stack.pop();
    if (connection !== undefined) connection.idleIndex = -1;
    return connection;
  }

  /** Constant time, at the price of moving the newest into the gap. */
  remove(connection: Connection): void {
    const index = connection.idleIndex;
    if (index < 0) return;
    const last = this.#stack.pop();
    if (last !== undefined && last !== connection) {
      this.#stack[index] = last;
      last.idleIndex = index;
    }
    connection.idleIndex = -1;
  }
}
