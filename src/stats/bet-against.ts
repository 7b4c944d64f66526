/** Fractions of the capital, spread as Cover's universal portfolio spreads them (the arcsine law). */
const STAKES = Array.from({ length: 40 }, (_, at) => Math.sin((Math.PI / 2) * ((at + 0.5) / 40)) ** 2);

/**
 * What betting against "the share is at most `allowed`" has made of 1, after each batch: the mean, over forty stakes, of the products of
 * 1 + stake × (share ÷ allowed − 1). Batches count as wholes, whose shares lie anywhere in 0 … 1: however arrivals within one hang
 * together, and however that varies, while each batch's expected share is at most `allowed` whatever went before, this is a nonnegative
 * supermartingale, so that by Ville's inequality it *ever* reaches 1 ÷ α with probability ≤ α (Waudby-Smith and Ramdas, Journal of
 * the Royal Statistical Society B 86, 2024, 4; the stakes: Cover, Mathematical Finance 1, 1991). No variance is estimated: stakes that
 * suit it win. 0 < allowed ≤ 1.
 */
export function capitalAgainst(allowed: number, shares: readonly number[]): number[] {
  const capitals = STAKES.map(() => 1);
  return shares.map((share) => {
    let sum = 0;
    for (let at = 0; at < STAKES.length; at += 1) {
      const capital = (capitals[at] ?? 0) * (1 + (STAKES[at] ?? 0) * (share / allowed - 1));
      capitals[at] = Math.min(capital, 1e100);
      sum += capitals[at] ?? 0;
    }
    return sum / STAKES.length;
  });
}
