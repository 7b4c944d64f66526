/** Keeps a worker's share of a closed load's connections busy. Two engines do it: our own transport, and autocannon. */
export interface ClosedSender {
  readonly connections: number;
  readonly connectionsOpened: number;
  /** Nothing is in flight, and nothing will be sent any more. */
  readonly isDone: boolean;
  /** The first request on every connection. */
  begin(): void;
  /** The end of the run has come: connections stop after the answer that they wait for. */
  finish(): void;
  /** Cuts off what is in flight. Idempotent. */
  close(): void;
}
