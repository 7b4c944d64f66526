import type { TcpProbeSpec } from '../manifest/probe-spec.ts';
import { answered, tooSlow } from './answers.ts';
import type { Prober } from './prober.ts';
import { tryConnect } from './try-connect.ts';

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
      const failure = await tryConnect({ host, port }, signal);
      const tookMs = performance.now() - from;
      if (open)
        return answered(failure === null ? tookMs : null, 'ms', [
          failure === null ? null : words(failure, signal.aborted),
          tooSlow(tookMs, withinMs),
        ]);
      return answered(null, null, [failure === null ? 'it takes connections' : null]);
    },
  };
}

function words(failure: NodeJS.ErrnoException, isLate: boolean): string {
  if (isLate) return 'no connection in time';
  return failure.code === 'ECONNREFUSED' ? 'it refuses connections' : failure.message;
}
