/**
 * Where to cut `length` bytes: `[0, …, length]`. Toxiproxy's way: halve, moving the cut by up to `variation`, until a piece is at most
 * average + variation long. `0 <= variation < average`, so both halves are never empty and it always ends.
 */
export function sliceOffsets(length: number, average: number, variation: number, random: () => number): number[] {
  const offsets = [0];
  const cut = (from: number, to: number): void => {
    if (to - from - average <= variation) {
      offsets.push(to);
      return;
    }
    const moved = Math.floor((2 * random() - 1) * variation);
    const middle = Math.min(to - 1, Math.max(from + 1, from + Math.floor((to - from) / 2) + moved));
    cut(from, middle);
    cut(middle, to);
  };
  cut(0, length);
  return offsets;
}
