import type { ToxicAttributes } from '../toxic.ts';
import { numberOf, textOf } from '../toxic.ts';
import type { HttpHead } from './http-head.ts';
import { formatHead, valuesOf } from './http-head.ts';

/** What an `http` toxic does, and to which requests. */
export interface HttpFault {
  readonly matches: (method: string, path: string, head: HttpHead) => boolean;
  /** Answered in the server's place; the request never gets there. */
  readonly answer: { readonly status: number; readonly body: string; readonly contentType: string } | null;
  readonly delayMs: number;
  /** Body bytes after which the connection is closed; `null`: all of them. */
  readonly truncate: number | null;
  readonly setHeader: { readonly name: string; readonly value: string } | null;
  readonly removeHeader: string | null;
}

const HEADER = /^([^:]+): ?(.*)$/;

export function httpFaultOf(attributes: ToxicAttributes): HttpFault {
  const methods = textOf(attributes, 'method').toUpperCase().split(',').filter(Boolean);
  const path = globPattern(textOf(attributes, 'path') || '*');
  const [, whenName, whenValue] = HEADER.exec(textOf(attributes, 'when_header')) ?? [];
  const when = whenValue === undefined ? null : globPattern(whenValue);
  const status = numberOf(attributes, 'status');
  const truncate = numberOf(attributes, 'truncate');
  const [, name, value] = HEADER.exec(textOf(attributes, 'set_header')) ?? [];
  return {
    matches: (method, requestPath, head) =>
      (methods.length === 0 || methods.includes(method)) &&
      path.test(requestPath) &&
      (whenName === undefined || when === null || valuesOf(head, whenName).some((each) => when.test(each))),
    answer:
      status === 0
        ? null
        : { status, body: textOf(attributes, 'body'), contentType: textOf(attributes, 'content_type') || 'text/plain; charset=utf-8' },
    delayMs: numberOf(attributes, 'delay'),
    truncate: truncate < 0 ? null : truncate,
    setHeader: name === undefined || value === undefined ? null : { name, value },
    removeHeader: textOf(attributes, 'remove_header') || null,
  };
}

/** The whole answer. `close`: the client is told that the connection ends with it. */
export function answerMessage({ status, body, contentType }: NonNullable<HttpFault['answer']>, method: string, close: boolean): Buffer {
  const bytes = Buffer.from(body, 'utf8');
  const isBodiless = status === 204 || status === 304;
  const head = formatHead({
    startLine: `HTTP/1.1 ${status} Injected`,
    headers: [
      ...(isBodiless ? [] : [{ name: 'Content-Type', value: contentType }]),
      ...(isBodiless ? [] : [{ name: 'Content-Length', value: String(bytes.length) }]),
      { name: 'X-Shakedown-Fault', value: 'http' },
      ...(close ? [{ name: 'Connection', value: 'close' }] : []),
    ],
  });
  return isBodiless || method === 'HEAD' ? head : Buffer.concat([head, bytes]);
}

/** `*` stands for any characters, slashes included. */
function globPattern(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
