import { connect } from 'node:net';
import type { TcpProbeSpec } from '../manifest/probe-spec.ts';
import { answered, tooSlow } from './answers.ts';
import type { Prober } from './prober.ts';

/** Connects and hangs up. Its value is how long the connection took. */
export function createTcpProbe(spec: TcpProbeSpec): Prober {
  const { open, withinMs } = spec.expect;
  const colon = spec.address.lastIndexOf(':');
  const host = spec.address.slice(0, colon).replace(/^\[|\]$/gu, '');
  const port = Number(spec.address.slice(colon + 1));
  return {
    spec,
    async ask(signal) {
      const from = performance.now();
      const failure = await tryConnect(host, port, signal);
      const tookMs = performance.now() - from;
      if (open) return answered(failure === null ? tookMs : null, 'ms', [failure, tooSlow(tookMs, withinMs)]);
      return answered(null, null, [failure === null ? 'it takes connections' : null]);
    },
  };
}

function tryConnect(host: string, port: number, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal });
    const end = (failure: string | null): void => {
      socket.destroy();
      resolve(failure);
    };
    socket.once('connect', () => end(null));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) end('no connection in time');
      else end(error.code === 'ECONNREFUSED' ? 'it refuses connections' : error.message);
    });
  });
}
