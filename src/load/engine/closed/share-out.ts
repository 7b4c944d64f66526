/** `total` things for `workers`, as evenly as they go: 10 for 4 are 3, 3, 2, 2. Never more workers than things. */
export function shareOut(total: number, workers: number): number[] {
  const sharers = Math.max(1, Math.min(workers, total));
  return Array.from({ length: sharers }, (_, index) => Math.floor(total / sharers) + (index < total % sharers ? 1 : 0));
}
