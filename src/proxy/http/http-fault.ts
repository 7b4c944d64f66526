import { globPattern } from '../../faults/kinds/glob-pattern.ts';
import type { ToxicAttributes } from '../toxic.ts';
import { numberOf, textOf } from '../toxic.ts';
import type { HttpHead } from './http-head.ts';
import { formatHead, valuesOf, withHeader, withoutHeader } from './http-head.ts';

/** What an `http` toxic does, and to which requests. */
export interface HttpFault {
  readonly matches: (method: string, path: string, head: HttpHead) => boolean;
  /** Answered in the server's place; the request never gets there. */
  readonly answer: { readonly status: number; readonly body: string; readonly contentType: string } | null;
  readonly delayMs: number;
  /** Body bytes after which the connection is closed; `null`: all of them. */
  readonly truncate: number | null;
  readonly setHeaders: readonly Header[];
  readonly removeHeaders: readonly string[];
}

type Header = HttpHead['headers'][number];

const HEADER = /^([^:]+): ?(.*)$/;

export function httpFaultOf(attributes: ToxicAttributes): HttpFault {
  const methods = textOf(attributes, 'method').toUpperCase().split(',').filter(Boolean);
  const path = globPattern(textOf(attributes, 'path') || '*');
  const when = headersIn(textOf(attributes, 'when_header')).map(({ name, value }) => ({ name, value: globPattern(value) }));
  const status = numberOf(attributes, 'status');
  const truncate = numberOf(attributes, 'truncate');
  return {
    matches: (method, requestPath, head) =>
      (methods.length === 0 || methods.includes(method)) &&
      path.test(requestPath) &&
      when.every(({ name, value }) => valuesOf(head, name).some((each) => value.test(each))),
    answer:
      status === 0
        ? null
        : { status, body: textOf(attributes, 'body'), contentType: textOf(attributes, 'content_type') || 'text/plain; charset=utf-8' },
    delayMs: numberOf(attributes, 'delay'),
    truncate: truncate < 0 ? null : truncate,
    setHeaders: headersIn(textOf(attributes, 'set_header')),
    removeHeaders: textOf(attributes, 'remove_header').split(',').filter(Boolean),
  };
}

/** The fault's changes to the head of a response. */
export function changedHead(head: HttpHead, { setHeaders, removeHeaders }: HttpFault): HttpHead {
  const without = removeHeaders.reduce(withoutHeader, head);
  return setHeaders.reduce((changed, { name, value }) => withHeader(changed, name, value), without);
}

/** The whole answer; `cut` where the fault keeps back a part of it. `close`: the client is told that the connection ends with it. */
export function answerMessage(
  fault: HttpFault & { readonly answer: NonNullable<HttpFault['answer']> },
  method: string,
  close: boolean,
): { readonly message: Buffer; readonly cut: boolean } {
  const { status, body, contentType } = fault.answer;
  const bytes = Buffer.from(body, 'utf8');
  const isBodiless = status === 204 || status === 304;
  const head = changedHead(
    {
      startLine: `HTTP/1.1 ${status} Injected`,
      headers: [
        ...(isBodiless ? [] : [{ name: 'Content-Type', value: contentType }]),
        ...(isBodiless ? [] : [{ name: 'Content-Length', value: String(bytes.length) }]),
        { name: 'X-Shakedown-Fault', value: 'http' },
        ...(close ? [{ name: 'Connection', value: 'close' }] : []),
      ],
    },
    fault,
  );
  if (isBodiless || method === 'HEAD') return { message: formatHead(head), cut: false };
  const passing = bytes.subarray(0, fault.truncate ?? bytes.length);
  return { message: Buffer.concat([formatHead(head), passing]), cut: passing.length < bytes.length };
}

/** One a line. */
function headersIn(text: string): Header[] {
  return text.split('\n').flatMap((line) => {
    const [, name, value] = HEADER.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [{ name, value }];
  });
}
