import type { Attempts } from './attempts.ts';
import type { EffectProof } from './effect-proof.ts';
import { proof } from './effect-proof.ts';

const LEAST_ATTEMPTS = 40;
const MOST_ATTEMPTS = 400;
/** So many lost ones are expected, where the limits allow it: then none at all has a chance of e^-12. */
const WANTED_LOST = 12;
/** Standard deviations within which a measured share is taken for the asked one: one run in 15,000 is told wrong. */
const SIGMAS = 4;
const WHAT = 'attempts lost';

/** The share of single exchanges that a loss of `rate` each way costs: the request and the answer both have to come through. */
export function expectedShare(rate: number, ways: 1 | 2): number {
  return 1 - (1 - rate) ** ways;
}

/** How many attempts tell this share from none. */
export function attemptsFor(share: number): number {
  return Math.min(MOST_ATTEMPTS, Math.max(LEAST_ATTEMPTS, Math.ceil(WANTED_LOST / share)));
}

/** Half the width of what a binomial of n and p may show, in shares. */
export function tolerance(share: number, attempts: number): number {
  return SIGMAS * Math.sqrt((share * (1 - share)) / attempts) + 1 / attempts;
}

/** `tryTimes` makes that many connection attempts of one packet each, from inside the container. */
export function createLossProof(share: number, tryTimes: (attempts: number, signal: AbortSignal) => Promise<Attempts | null>): EffectProof {
  const count = attemptsFor(share);
  let answeredBefore = false;

  async function measure(signal: AbortSignal): Promise<number | null> {
    const attempts = await tryTimes(count, signal);
    return attempts === null ? null : attempts.outcomes.filter((one) => one === 'silent' || one === 'unreachable').length / count;
  }

  const words = (lost: number): string => `${(lost * 100).toFixed(1)}% of ${count} connection attempts got no answer within 1 s`;
  return {
    async before(signal) {
      const lost = await measure(signal);
      answeredBefore = lost !== null && lost <= tolerance(0, count);
    },
    async prove(signal) {
      if (!answeredBefore) return proof(false, WHAT, null, 'its peer did not answer before');
      const lost = await measure(signal);
      if (lost === null) return proof(false, WHAT, null, 'the container does not run any more');
      const fits = lost > 0 && Math.abs(lost - share) <= tolerance(share, count);
      const asked = `${(share * 100).toFixed(1)}% were to be expected`;
      return proof(fits, WHAT, { value: lost * 100, unit: '%' }, `${words(lost)}; ${asked}`);
    },
    async proveGone(signal) {
      const lost = await measure(signal);
      if (lost === null) return proof(true, WHAT, null, 'the container does not run any more, and the fault went with it');
      return proof(lost <= tolerance(0, count), WHAT, { value: lost * 100, unit: '%' }, words(lost));
    },
  };
}
