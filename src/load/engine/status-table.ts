import type { StatusMatcher } from '../../manifest/load-spec.ts';

/** 1 at every status that the matcher's ranges hold: one look-up a response. */
export function statusTable(statuses: StatusMatcher): Uint8Array {
  const table = new Uint8Array(1000);
  for (const [from, to] of statuses) table.fill(1, from, to + 1);
  return table;
}
