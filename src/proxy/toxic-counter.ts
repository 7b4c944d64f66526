/** What came by a toxic of one proxy since it was added, and what of that it worked on: connections, or requests where it chooses those. */
export interface ToxicCounter {
  seen: number;
  hit: number;
  /** Of what it worked on, as it came in. */
  bytes: number;
}

export function emptyCounter(): ToxicCounter {
  return { seen: 0, hit: 0, bytes: 0 };
}
