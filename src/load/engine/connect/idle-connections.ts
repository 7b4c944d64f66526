export interface Idle {
  /** Its place among the idle; -1: not idle. */
  idleIndex: number;
}

/** Connections at rest. The one used last is taken first: it is the likeliest to be alive, and the others may age out. */
export class IdleConnections<Item extends Idle> {
  readonly #stack: Item[] = [];

  /** Does nothing for one that is here already. */
  put(connection: Item): void {
    if (connection.idleIndex >= 0) return;
    connection.idleIndex = this.#stack.length;
    this.#stack.push(connection);
  }

  take(): Item | undefined {
    const connection = this.#stack.pop();
    if (connection !== undefined) connection.idleIndex = -1;
    return connection;
  }

  /** Constant time, at the price of moving the newest into the gap. */
  remove(connection: Item): void {
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
