/** What a response may be before it counts as malformed; memory never depends on these, since nothing of a body is kept. */
export interface ResponseLimits {
  /** Status line, headers, trailers and interim (1xx) responses together, bytes. */
  readonly maxHeadBytes: number;
  readonly maxBodyBytes: number;
}

export const DEFAULT_RESPONSE_LIMITS: ResponseLimits = { maxHeadBytes: 64 * 1024, maxBodyBytes: 1024 ** 3 };
