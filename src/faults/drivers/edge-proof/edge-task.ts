import type { EdgeProtocol } from '../../../manifest/experiment.ts';
import { exchange } from './exchange.ts';
import type { Endpoint, Exchange } from './exchange.ts';
import { readAnswers } from './read-answers.ts';
import type { Way } from './edge-probe.ts';
import type { Answers, ReadOptions } from './read-answers.ts';

/** What an observer in another place is asked to do. */
export type EdgeTask = {
  readonly endpoint: Endpoint;
  readonly way: Way;
} & (
  | { readonly do: 'exchange'; readonly protocol: EdgeProtocol | null; readonly timeoutMs: number }
  | { readonly do: 'read'; readonly protocol: EdgeProtocol; readonly options: ReadOptions }
);

/** Answers as they cross a process boundary. */
type SentAnswers = Omit<Answers, 'bytes'> & { readonly bytes: string };

/**
 * Local ports of our own connections, above those that Linux gives out by itself unless it is told otherwise: by them, and by whose they
 * are, rules tell the control from what the fault is to meet, and our own exchanges from the client's.
 */
export const OWN_PORTS = { through: { from: 61_000, to: 61_999 }, past: { from: 62_000, to: 63_999 } } as const;

/** Far beyond any exchange: whoever asked has given up by then. */
const LIMIT_MS = 120_000;
const TRIES = 20;

/** Does what it is asked here and now; for the observer’s program. `random`: 0 … 1. Rejects what is no task. */
export function createEdgeObserver(random: () => number): (asked: unknown) => Promise<Exchange | SentAnswers> {
  const start = ({ from, to }: { readonly from: number; readonly to: number }): number => from + Math.floor(random() * (to - from));
  // Another one that looked from here may have left ports that still wait.
  const ports: Record<Way, number> = { through: start(OWN_PORTS.through), past: start(OWN_PORTS.past) };
  return async (asked) => {
    if (!isTask(asked)) throw new Error('no task for an observer');
    const { from, to } = OWN_PORTS[asked.way];
    return observe(asked, () => {
      const port = ports[asked.way];
      ports[asked.way] = port >= to ? from : port + 1;
      return port;
    });
  };
}

async function observe(asked: EdgeTask, nextPort: () => number): Promise<Exchange | SentAnswers> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  for (let tries = 1; ; tries += 1) {
    const endpoint = { ...asked.endpoint, localPort: nextPort() };
    if (asked.do === 'read') {
      const { bytes, ...answers } = await readAnswers(endpoint, asked.protocol, asked.options, signal);
      if (answers.end !== 'refused' || tries === TRIES) return { ...answers, bytes: bytes.toString('base64') };
    } else {
      const done = await exchange(endpoint, asked.protocol, asked.timeoutMs, signal);
      if (done.end !== 'refused' || tries === TRIES) return done;
    }
    // Refused by the far end, or by our own kernel, since that port still waits: the next one tells.
  }
}

function isTask(value: unknown): value is EdgeTask {
  return typeof value === 'object' && value !== null && 'do' in value && (value.do === 'exchange' || value.do === 'read');
}
