/** Aborts after so many ms, up to `LONGEST_MS`. Node's own takes whole numbers only, and throws for the `1.1ms` that a manifest may say. */
export function timeLimit(ms: number): AbortSignal {
  return AbortSignal.timeout(Math.ceil(ms));
}
