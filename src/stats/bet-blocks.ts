/** One of twenty: of a phase at least sixty times as long as bad spells last, so many blocks hardly know of each other. */
const BLOCKS = 20;

/**
 * Shares of seconds as those of a phase's twentieths, each at least a second: what of a block has not come yet counts as good, so the
 * share of the last one can only rise. Bets on them stand where seconds resemble their neighbours (batching a dependent series until its
 * batches are as good as independent: Conway, Management Science 9, 1963).
 */
export function blockShares(shares: readonly number[], phaseSeconds: number): { readonly shares: number[]; readonly seconds: number } {
  const seconds = Math.max(1, Math.ceil(phaseSeconds / BLOCKS));
  const blocks: number[] = [];
  shares.forEach((share, second) => {
    const block = Math.floor(second / seconds);
    blocks[block] = (blocks[block] ?? 0) + share / seconds;
  });
  return { shares: blocks, seconds };
}
