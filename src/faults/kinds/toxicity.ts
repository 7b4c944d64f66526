import { formatPercentage } from '../../units/percentage.ts';
import { percentage } from '../../units/quantity-schema.ts';
import type { ToxicShare } from '../fault-settings.ts';

/** The manifest's `toxicity`. */
export function toxicity() {
  return percentage('Share of connections that meet the fault; `100%`, the default, is all.', { positive: true }).prefault('100%');
}

/** As settings hold it: absent for all. */
export function shareOf(ratio: number): ToxicShare {
  return ratio === 1 ? {} : { toxicity: ratio };
}

/** What to add to a description: ` (50% of connections)`. */
export function shareWords({ toxicity: ratio = 1 }: ToxicShare): string {
  return ratio === 1 ? '' : ` (${formatPercentage(ratio)} of connections)`;
}
