/** Node sets a timer that is to run longer, 24.8 days, to 1 ms. */
const MOST_MS = 2 ** 31 - 1;

/** For how long to set a timer on what is due in `leftUs`: when it ends, that may still be to come, and takes another. */
export function timerMs(leftUs: number): number {
  return Math.min(MOST_MS, Math.max(1, Math.ceil(leftUs / 1000)));
}
