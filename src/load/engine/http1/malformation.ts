/** Why a response is not one (outcome `malformed`). */
export const MALFORMATIONS = [
  'not-http',
  'bad-status-line',
  'bad-header',
  'bad-content-length',
  'length-and-chunked',
  'bad-chunk',
  'unexpected-upgrade',
  'head-too-large',
  'body-too-large',
  'longer-than-promised',
  'cut-short',
] as const;

export type Malformation = (typeof MALFORMATIONS)[number];
