/**
 * Where to cut `length` bytes: the end of one piece after the other, the last one `length`. Toxiproxy's way: halve, moving the cut by up to
 * `variation`, until a piece is at most average + variation long. `0 <= variation < average`, so both halves are never empty and it always
 * ends. Each cut is made when it is asked for: a chunk of 256 KiB in pieces of a byte would take up a thousand times its size.
 */
export function* sliceOffsets(length: number, average: number, variation: number, random: () => number): Generator<number, void, void> {
  // The ends of the pieces that are still to be cut smaller, the nearest last: no more than halvings of one chunk.
  const ends = [length];
  let from = 0;
  for (let to = ends.pop(); to !== undefined; to = ends.pop()) {
    while (to - from - average > variation) {
      const moved = Math.floor((2 * random() - 1) * variation);
      ends.push(to);
      to = Math.min(to - 1, Math.max(from + 1, from + Math.floor((to - from) / 2) + moved));
    }
    yield to;
    from = to;
  }
}
