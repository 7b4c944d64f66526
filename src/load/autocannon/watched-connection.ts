import type { Socket } from 'node:net';
import { classifyFailure } from '../engine/connect/classify-failure.ts';
import type { Outcome } from '../load-driver.ts';

/** How far one of autocannon's sockets has come: what a request that is lost on it was lost by. */
export class WatchedConnection {
  readonly socket: Socket;
  #connected = false;
  #ready = false;
  #answered = 0;
  #bytesOfAnswer = 0;

  constructor(socket: Socket, secure: boolean, onReady: () => void) {
    this.socket = socket;
    socket.once('connect', () => (this.#connected = true));
    // Before autocannon's own listener, which may find the end of the answer in these bytes.
    socket.prependListener('data', (bytes: Buffer) => (this.#bytesOfAnswer += bytes.length));
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      this.#ready = true;
      onReady();
    });
  }

  get isReady(): boolean {
    return this.#ready;
  }

  answered(): void {
    this.#answered++;
    this.#bytesOfAnswer = 0;
  }

  /** @param code the error's; `null` where the server closed in an orderly way */
  lossBy(code: string | null): Outcome {
    const connecting = this.#connected ? 'handshaking' : 'connecting';
    const established = this.#bytesOfAnswer > 0 ? 'mid-response' : 'no-byte-yet';
    return classifyFailure(this.#ready ? established : connecting, code, this.#answered > 0);
  }
}
