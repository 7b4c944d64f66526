/** Start line and headers of an HTTP/1 message, byte for byte as they came (latin1). */
export interface HttpHead {
  readonly startLine: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/** `text` ends with the blank line. `null` where it is not the head of an HTTP/1 message. */
export function parseHead(text: string): HttpHead | null {
  const [startLine = '', ...lines] = text.slice(0, -4).split('\r\n');
  const headers: { name: string; value: string }[] = [];
  for (const line of lines) {
    const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return null;
    headers.push({ name, value });
  }
  return { startLine, headers };
}

/** The last of that name, in lower case; `null` when there is none. */
export function headerOf(head: HttpHead, name: string): string | null {
  return head.headers.findLast((each) => each.name.toLowerCase() === name)?.value.toLowerCase() ?? null;
}

/** All of that name, in whatever case. */
export function valuesOf(head: HttpHead, name: string): string[] {
  return head.headers.filter((each) => each.name.toLowerCase() === name.toLowerCase()).map((each) => each.value);
}

export function formatHead({ startLine, headers }: HttpHead): Buffer {
  return Buffer.from(`${[startLine, ...headers.map(({ name, value }) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`, 'latin1');
}

/** In place of all of that name. */
export function withHeader(head: HttpHead, name: string, value: string): HttpHead {
  return { ...head, headers: [...withoutHeader(head, name).headers, { name, value }] };
}

export function withoutHeader(head: HttpHead, name: string): HttpHead {
  return { ...head, headers: head.headers.filter((each) => each.name.toLowerCase() !== name.toLowerCase()) };
}
