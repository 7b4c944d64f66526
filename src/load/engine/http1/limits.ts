/** What a response may be before it counts as malformed; memory never depends on these, since nothing of a body is kept unasked. */
export interface ResponseLimits {
  /** Status line, headers, trailers and interim (1xx) responses together, bytes. */
  readonly maxHeadBytes: number;
  /** `Infinity`: a body may be as long as it likes, within the time for the whole response. */
  readonly maxBodyBytes: number;
}

export const DEFAULT_RESPONSE_LIMITS: ResponseLimits = { maxHeadBytes: 64 * 1024, maxBodyBytes: Infinity };
