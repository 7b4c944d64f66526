import type { Proof } from '../../fault-driver.ts';
import type { EdgeProbe } from './edge-probe.ts';
import type { Exchange } from './exchange.ts';

/** The shortest silence that counts as one. */
const SILENCE_MS = 500;
const PATIENCE_MS = 3_000;

/** What one exchange through the fault and one past it came to. */
export interface EdgeOutcome {
  readonly label: string;
  readonly through: Exchange;
  readonly direct: Exchange;
}

/** The control first: how long it takes says how long a silence must be to mean something. */
export async function observeSilence(probe: EdgeProbe, signal: AbortSignal): Promise<EdgeOutcome> {
  const direct = await probe.direct(PATIENCE_MS, signal);
  return { label: probe.label, direct, through: await probe.through(Math.max(SILENCE_MS, 4 * direct.ms), signal) };
}

export async function observeExchange(probe: EdgeProbe, waitMs: number, signal: AbortSignal): Promise<EdgeOutcome> {
  const [through, direct] = await Promise.all([probe.through(PATIENCE_MS + waitMs, signal), probe.direct(PATIENCE_MS, signal)]);
  return { label: probe.label, through, direct };
}

export async function observeConnect(probe: EdgeProbe, signal: AbortSignal): Promise<EdgeOutcome> {
  const [through, direct] = await Promise.all([probe.connectThrough(PATIENCE_MS, signal), probe.direct(PATIENCE_MS, signal)]);
  return { label: probe.label, through, direct };
}

/** Proven when every edge's exchange through the fault ended as `holds` says, and every control was answered. */
export function outcomeProof(what: string, outcomes: readonly EdgeOutcome[], holds: (through: Exchange) => boolean): Proof {
  const isProven = (one: EdgeOutcome): boolean => one.direct.end === 'answered' && holds(one.through);
  const shown = outcomes.find((one) => !isProven(one)) ?? outcomes[0];
  return {
    proven: outcomes.length > 0 && outcomes.every(isProven),
    what,
    value: shown === undefined ? null : Math.round(shown.through.ms * 10) / 10,
    unit: 'ms',
    detail: shown === undefined ? 'no edge to look at' : sentence(shown),
  };
}

function sentence({ label, through, direct }: EdgeOutcome): string {
  const words = (one: Exchange): string => `${one.end} after ${one.ms.toFixed(1)} ms`;
  return `${label}: through the proxy ${words(through)}; directly ${words(direct)}`;
}
