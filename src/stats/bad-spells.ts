import type { CountedSecond } from './batch-means.ts';
import { clopperPearson } from './proportion-interval.ts';
import type { Interval } from './proportion-interval.ts';

/** Three of them show how often they come; batches tell the rest. */
const FEW = 2;

/** What `units` are made of where there was no spell at all. */
const SECONDS_UNSEEN = 2;

/** What one or two stretches of bad seconds say, or none. */
export interface FewSpells {
  readonly count: number;
  /** Stretches of time, of the length that a spell may have, of which so many were bad. */
  readonly units: number;
  /** Of the share of arrivals that is bad. */
  readonly interval: Interval;
}

/**
 * Where all bad arrivals came in at most two spells (stretches of seconds that have one), neither their number nor their length is known,
 * and no variance of batches says so: with none it is 0. Then the spells themselves are counted, exact binomial, in units of time as long
 * as the longest may be: of k lengths drawn evenly from [0, θ] the largest is best raised by 1/k for θ (Goodman, Journal of the American
 * Statistical Association 47, 1952), one of a second counted along, since seconds are the finest we know. So without any spell a share is
 * bounded as by the rule of three (Hanley and Lippman-Hand, JAMA 249, 1983), in units of two seconds. `null` where spells are more, or
 * where half of all seconds are bad: that is no spell, but how it is.
 */
export function fewSpells(seconds: readonly CountedSecond[], confidence: number): FewSpells | null {
  const lengths = spellLengths(seconds);
  const bad = lengths.reduce((sum, length) => sum + length, 0);
  const count = lengths.length;
  if (count > FEW || bad >= seconds.length / 2) return null;
  const units = seconds.length / (((count + 2) / (count + 1)) * Math.max(1, ...lengths));
  // Fewer units than spells and one more: nothing is known.
  const [low, high] = units < count + 1 ? [0, 1] : clopperPearson(count, units, confidence);
  return { count, units, interval: [low * badShare(seconds), high] };
}

/** Of the arrivals in bad seconds: all of them may be bad in another spell, and no more than that need be. */
function badShare(seconds: readonly CountedSecond[]): number {
  const bad = seconds.filter(({ count }) => count > 0);
  const n = bad.reduce((sum, second) => sum + second.n, 0);
  return n === 0 ? 0 : bad.reduce((sum, second) => sum + second.count, 0) / n;
}

/** How many seconds without a bad one bound the share by `allowed`. */
export function secondsWithout(allowed: number, confidence: number): number {
  return Math.ceil((SECONDS_UNSEEN * Math.log((1 - confidence) / 2)) / Math.log(1 - allowed));
}

/** In seconds, in order. */
function spellLengths(seconds: readonly CountedSecond[]): number[] {
  const lengths: number[] = [];
  let length = 0;
  for (const { count } of seconds) {
    if (count > 0) length += 1;
    else if (length > 0) {
      lengths.push(length);
      length = 0;
    }
  }
  return length > 0 ? [...lengths, length] : lengths;
}
