import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { EngineClock } from '../engine-clock.ts';
import type { ConnectTarget, ProxySetup } from '../worker-messages.ts';
import { classifyFailure } from './classify-failure.ts';
import { ConnectFailure } from './connect-failure.ts';
import type { ConnectAttempt, HostAddresses } from './host-addresses.ts';
import { socketOpener, type SocketOpener } from './open-socket.ts';
import { openTunnel } from './open-tunnel.ts';
import { tlsOptions } from './tls-options.ts';

/** A socket that can carry requests, and how long it took to get there; -1: there was no such step. */
export interface OpenedConnection {
  readonly socket: Socket;
  readonly connectUs: number;
  readonly tlsUs: number;
}

/** Opens connections to one target for HTTP implementations that read streams: directly, through a tunnel, or to a proxy. */
export class ConnectionOpener {
  readonly #target: ConnectTarget;
  readonly #proxy: ProxySetup | null;
  readonly #protocol: 'http/1.1' | 'h2';
  readonly #opener: SocketOpener;
  readonly #clock: EngineClock;

  /** @param addresses of the proxy where there is one, else of the target */
  constructor(target: ConnectTarget, proxy: ProxySetup | null, protocol: 'http/1.1' | 'h2', addresses: HostAddresses, clock: EngineClock) {
    this.#target = target;
    this.#proxy = proxy;
    this.#protocol = protocol;
    this.#opener = socketOpener(proxy?.target ?? target, addresses, proxy === null ? protocol : 'http/1.1');
    this.#clock = clock;
  }

  /** One attempt. Rejects with a ConnectFailure; `signal` gives it up. */
  async open(signal: AbortSignal): Promise<OpenedConnection> {
    const attempt = this.#opener.addresses.attempt();
    const socket = this.#opener.open(attempt?.address ?? null, null);
    const giveUp = (): unknown => socket.destroy();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      const opened = await this.#ready(socket, attempt);
      return this.#proxy === null || this.#target.tls === null ? opened : await this.#tunnel(opened, signal);
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  #ready(socket: Socket, attempt: ConnectAttempt | null): Promise<OpenedConnection> {
    let fromUs = this.#clock.nowUs();
    let connectedUs = -1;
    const secure = this.#opener.readyEvent === 'secureConnect';
    return new Promise((resolve, reject) => {
      const fail = (code: string | null): void => {
        if (connectedUs < 0 && attempt !== null) this.#opener.addresses.failed(attempt);
        reject(new ConnectFailure(classifyFailure(connectedUs < 0 ? 'connecting' : 'handshaking', code, false), code ?? 'closed'));
      };
      socket.on('lookup', () => (fromUs = this.#clock.nowUs()));
      socket.on('connect', () => {
        connectedUs = this.#clock.nowUs();
        if (attempt !== null) this.#opener.addresses.accepted(attempt);
      });
      socket.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'unknown'));
      socket.once('close', () => fail(null));
      socket.once(this.#opener.readyEvent, () => {
        socket.removeAllListeners('close');
        resolve({ socket, connectUs: connectedUs - fromUs, tlsUs: secure ? this.#clock.nowUs() - connectedUs : -1 });
      });
    });
  }

  /** Through the proxy to a server that speaks TLS: its handshake begins anew inside. */
  async #tunnel({ socket, connectUs }: OpenedConnection, signal: AbortSignal): Promise<OpenedConnection> {
    const { host, port, tls } = this.#target;
    const fromUs = this.#clock.nowUs();
    await openTunnel(socket, `${host.includes(':') ? `[${host}]` : host}:${port}`, this.#proxy?.authorization ?? null);
    const tunnelUs = this.#clock.nowUs() - fromUs;
    if (tls === null) return { socket, connectUs: connectUs + tunnelUs, tlsUs: -1 };
    const inner = connectTls({ ...tlsOptions(tls, this.#protocol), host, socket });
    const giveUp = (): unknown => inner.destroy();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        inner.once('error', (error: NodeJS.ErrnoException) => reject(new ConnectFailure('connect-tls', error.code ?? 'unknown')));
        inner.once('close', () => reject(new ConnectFailure('connect-tls', 'closed')));
        inner.once('secureConnect', () => resolve());
      });
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
    return { socket: inner, connectUs: connectUs + tunnelUs, tlsUs: this.#clock.nowUs() - fromUs - tunnelUs };
  }
}
