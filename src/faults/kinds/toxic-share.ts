import { z } from 'zod';
import { formatPercentage } from '../../units/percentage.ts';
import { percentage } from '../../units/quantity-schema.ts';
import type { ToxicShare } from '../fault-settings.ts';

const address = z.union([z.ipv4(), z.cidrv4(), z.ipv6(), z.cidrv6()], { error: 'expected an address or a network, such as `10.0.0.0/8`' });

/** The manifest's `toxicity` and `clients`. */
export function shareFields(of: 'connections' | 'requests' = 'connections') {
  return {
    toxicity: percentage(`Share of ${of} that meet the fault; \`100%\`, the default, is all.`, { positive: true }).prefault('100%'),
    clients: z
      .union([address.transform((one) => [one]), z.array(address).min(1)])
      .optional()
      .describe('Addresses and networks of the clients that meet the fault; all when not given. Needs Shakedown’s own fault proxy.'),
  };
}

/** As settings hold it: absent for all. */
export function shareOf({ toxicity, clients }: { readonly toxicity: number; readonly clients?: string[] | undefined }): ToxicShare {
  return { ...(toxicity === 1 ? {} : { toxicity }), ...(clients === undefined ? {} : { clients }) };
}

/** What to add to a description: ` (50% of connections)`. */
export function shareWords({ toxicity = 1, clients }: ToxicShare, of: 'connections' | 'requests' = 'connections'): string {
  const words = [
    ...(toxicity === 1 ? [] : [`${formatPercentage(toxicity)} of ${of}`]),
    ...(clients === undefined ? [] : [`clients ${clients.join(', ')}`]),
  ];
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}
