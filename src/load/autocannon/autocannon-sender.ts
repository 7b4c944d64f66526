import autocannon from 'autocannon';
import type { Instance, Request } from 'autocannon';
import type { ClosedSender } from '../engine/closed/closed-sender.ts';
import type { SenderContext } from '../engine/closed/run-closed-worker.ts';
import type { AutocannonWorkerSetup } from './autocannon-worker-setup.ts';
import { liveClient } from './live-client.ts';
import { WatchedClient } from './watched-client.ts';

/** Longer than any run, and as long as a timer can be: when it ends is our business. */
const FOR_GOOD_S = 2_000_000;

/** The closed model on autocannon: it sends, and every one of its clients is watched. */
export class AutocannonSender implements ClosedSender {
  readonly #setup: AutocannonWorkerSetup;
  readonly #context: SenderContext;
  readonly #clients: WatchedClient[] = [];
  #instance: Instance | null = null;
  connectionsOpened = 0;

  constructor(setup: AutocannonWorkerSetup, context: SenderContext) {
    this.#setup = setup;
    this.#context = context;
  }

  get connections(): number {
    return this.#clients.reduce((count, client) => count + (client.isConnected ? 1 : 0), 0);
  }

  get isDone(): boolean {
    return this.#clients.every((client) => client.over);
  }

  begin(): void {
    const { url, socketPath, tls, request, share } = this.#setup;
    const options: autocannon.Options = {
      url,
      ...(socketPath === null ? {} : { socketPath }),
      ...(tls === null ? {} : { tlsOptions: tls }),
      ...(tls?.servername === undefined ? {} : { servername: tls.servername }),
      connections: share,
      duration: FOR_GOOD_S,
      method: methodOf(request.method),
      headers: Object.fromEntries(request.headers.filter(([name]) => name.toLowerCase() !== 'content-length')),
      ...(request.body === null ? {} : { body: Buffer.from(request.body) }),
      setupClient: (client) => this.#watch(client),
    };
    this.#instance = autocannon(options, (error: unknown) => {
      if (error instanceof Error) throw error;
    });
  }

  finish(): void {
    for (const client of this.#clients) client.finish();
  }

  close(): void {
    this.#instance?.stop();
    for (const client of this.#clients) client.close();
  }

  #watch(client: autocannon.Client): void {
    const { request, timeoutUs, url } = this.#setup;
    const { clock, tally, onProgress } = this.#context;
    this.#clients.push(
      new WatchedClient(liveClient(client), {
        request,
        timeoutUs,
        secure: url.startsWith('https:'),
        clock,
        tally,
        grant: (nowUs) => this.#grant(nowUs),
        onOpened: () => (this.connectionsOpened += 1),
        onProgress,
      }),
    );
  }

  /** What the warm-up sends is beside the amount asked for. */
  #grant(nowUs: number): boolean {
    const { timeline, budget } = this.#context;
    if (nowUs >= timeline.endUs) return false;
    return budget === null || timeline.phaseOf(nowUs, nowUs) === 'warmup' || budget.take();
  }
}

/** The methods that autocannon's types name are those of the manifest, and more. */
const METHODS: readonly NonNullable<Request['method']>[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

function methodOf(method: string): NonNullable<Request['method']> {
  const known = METHODS.find((one) => one === method);
  if (known === undefined) throw new Error(`autocannon was asked for the method ${method}`);
  return known;
}
