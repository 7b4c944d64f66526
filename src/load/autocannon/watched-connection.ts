import type { Socket } from 'node:net';
import { classifyFailure } from '../engine/connect/classify-failure.ts';
import type { Outcome } from '../load-driver.ts';

export interface ConnectionEvents {
  onConnected(): void;
  /** It can carry requests: after the TLS handshake, where there is one. */
  onReady(): void;
  /** Of an answer. */
  onFirstByte(): void;
}

/** How far one of autocannon's sockets has come: what a request that is lost on it was lost by. */
export class WatchedConnection {
  readonly socket: Socket;
  #connected = false;
  #ready = false;
  #answered = 0;
  #answerBegun = false;

  constructor(socket: Socket, secure: boolean, events: ConnectionEvents) {
    this.socket = socket;
    socket.once('connect', () => {
      this.#connected = true;
      events.onConnected();
    });
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      this.#ready = true;
      events.onReady();
    });
    // Before autocannon's own listener, which may find the end of the answer in these bytes.
    socket.prependListener('data', () => {
      if (this.#answerBegun) return;
      this.#answerBegun = true;
      events.onFirstByte();
    });
  }

  get isReady(): boolean {
    return this.#ready;
  }

  answered(): void {
    this.#answered++;
    this.#answerBegun = false;
  }

  /** @param code the error's; `null` where the server closed in an orderly way */
  lossBy(code: string | null): Outcome {
    const connecting = this.#connected ? 'handshaking' : 'connecting';
    const established = this.#answerBegun ? 'mid-response' : 'no-byte-yet';
    return classifyFailure(this.#ready ? established : connecting, code, this.#answered > 0);
  }

  /** Where a request is stuck on it, in the words of our own engine. */
  get station(): string {
    if (this.#answerBegun) return 'unfinished';
    if (this.#ready) return 'no-first-byte';
    return this.#connected ? 'tls-handshake' : 'connecting';
  }
}
