import { HistogramPool } from './histogram-pool.ts';
import { TimeTally } from './time-tally.ts';

/** Runs the encoder until it is compiled. Its first call takes some 15 ms, which would be the first second's dispatch lag. */
export function warmUpEncoder(): void {
  const tally = new TimeTally(new HistogramPool());
  for (let round = 0; round < 20; round++) {
    for (let i = 1; i < 2000; i++) tally.record(i * i);
    tally.take();
  }
}
