import { HttpExchanges } from '../http/http-exchanges.ts';
import { httpFaultOf } from '../http/http-fault.ts';
import { HttpRequestStage } from '../http/http-request-stage.ts';
import { HttpResponseStage } from '../http/http-response-stage.ts';
import type { StageContext } from '../stage.ts';
import type { ToxicAttributes, ToxicKind } from '../toxic.ts';
import { numberOf, textOf } from '../toxic.ts';
import { MILLISECONDS } from './limits.ts';

const HEADER_LINES = /^[\w!#$%&'*+.^`|~-]+: ?[\x20-\x7e]*(?:\n[\w!#$%&'*+.^`|~-]+: ?[\x20-\x7e]*)*$/;

/**
 * Ours: faults on HTTP/1.1 requests, chosen by method and path; `toxicity` is the share of matching *requests*, keep-alive or not.
 * `status` answers in the server's place; else the server's response comes `delay` ms late, with headers changed, or cut off.
 */
export const http: ToxicKind = {
  type: 'http',
  perRequest: true,
  attributes: {
    method: { kind: 'text', pattern: /^[A-Za-z]+(?:,[A-Za-z]+)*$/, words: 'methods with commas between, such as GET,POST' },
    path: { kind: 'text', pattern: /^[/*][^\s?#]*$/, words: 'a path with * for any characters, such as /orders/*' },
    when_header: {
      kind: 'text',
      pattern: HEADER_LINES,
      words: 'a header with * for any characters, such as X-Client: mobile*; several in lines of their own',
    },
    status: { kind: 'integer', least: 0, most: 599, unit: '' },
    body: { kind: 'text', pattern: /^[^]{0,65536}$/, words: 'a text of at most 65536 characters' },
    content_type: { kind: 'text', pattern: /^[\x20-\x7e]+$/, words: 'a media type, such as application/json' },
    delay: MILLISECONDS,
    truncate: { kind: 'integer', least: -1, most: Number.MAX_SAFE_INTEGER, unit: 'bytes', otherwise: -1 },
    set_header: { kind: 'text', pattern: HEADER_LINES, words: 'a header, such as Retry-After: 5; several in lines of their own' },
    remove_header: {
      kind: 'text',
      pattern: /^[\w!#$%&'*+.^`|~-]+(?:,[\w!#$%&'*+.^`|~-]+)*$/,
      words: 'the name of a header, or several with commas between',
    },
  },
  check: (attributes) => {
    const status = numberOf(attributes, 'status');
    if (status !== 0 && status < 200) return 'status must be 0 (none) or from 200 to 599';
    const answerOnly = ['body', 'content_type'].find((name) => textOf(attributes, name) !== '');
    if (status === 0 && answerOnly !== undefined) return `${answerOnly} goes with a status`;
    return null;
  },
  createStage: (attributes, context, previous) => {
    const exchanges = sharedExchanges(attributes, context);
    // A change must not lose its place in the stream of messages: the stages stay, what they do changes with the next request.
    if (previous !== null) return previous;
    return context.direction === 'upstream' ? new HttpRequestStage(context, exchanges) : new HttpResponseStage(context, exchanges);
  },
};

function sharedExchanges(attributes: ToxicAttributes, { shared, toxicity, random, counter }: StageContext): HttpExchanges {
  const fault = httpFaultOf(attributes);
  const known = shared.get('exchanges');
  if (known instanceof HttpExchanges) {
    known.change(fault, toxicity, random);
    return known;
  }
  const made = new HttpExchanges(fault, toxicity, random, counter);
  shared.set('exchanges', made);
  return made;
}
