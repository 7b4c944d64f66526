/** An HTTP/1 answer taken apart as it came over the wire. */
export interface HttpAnswer {
  readonly status: number;
  /** By name in lower case; the last of each. */
  readonly headers: ReadonlyMap<string, string>;
  /** As it came: chunk sizes included. */
  readonly body: Buffer;
}

/** The first answer in `bytes` that is not an interim one; `null` where there is none, or no whole head of one. */
export function parseHttpAnswer(bytes: Buffer): HttpAnswer | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [startLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(startLine)?.[1]);
  if (Number.isNaN(status)) return null;
  const rest = bytes.subarray(end + 4);
  if (status < 200 && status !== 101) return parseHttpAnswer(rest);
  const headers = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { status, headers, body: rest };
}
