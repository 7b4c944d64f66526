import type { EngineClock } from './engine-clock.ts';
import { Http1Transport } from './http1/http1-transport.ts';
import { needsUndici } from './needs-undici.ts';
import { RedirectingTransport } from './redirect/redirecting-transport.ts';
import type { Transport, TransportListener } from './transport.ts';
import type { TransportSetup } from './worker-messages.ts';

/** What all transports of a worker share. */
export interface TransportContext {
  readonly clock: EngineClock;
  /** Every read of every raw connection goes through it. */
  readonly readBuffer: Uint8Array;
}

export type CreateTransport = (setup: TransportSetup, listener: TransportListener, context: TransportContext) => Transport;

/** undici is loaded only when something needs it. */
export async function transportCreator(setups: readonly TransportSetup[]): Promise<CreateTransport> {
  if (!setups.some(needsUndici)) return following(raw);
  const { UndiciTransport } = await import('./undici/undici-transport.ts');
  return following((setup, listener, context) =>
    needsUndici(setup) ? new UndiciTransport(setup, listener, context.clock) : raw(setup, listener, context),
  );
}

/** With redirects followed where that is asked for. */
function following(create: CreateTransport): CreateTransport {
  return (setup, listener, context) =>
    setup.maxRedirects === 0
      ? create(setup, listener, context)
      : new RedirectingTransport(setup, listener, (one, toFollower) => create(one, toFollower, context));
}

function raw(setup: TransportSetup, listener: TransportListener, { clock, readBuffer }: TransportContext): Transport {
  return new Http1Transport(setup, listener, clock, readBuffer);
}
