import { z } from 'zod';
import { formatByteSize } from '../../units/byte-size.ts';
import { formatDuration } from '../../units/duration.ts';
import { byteSize, duration } from '../../units/quantity-schema.ts';
import type { HttpMatch, HttpSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { shareFields, shareOf, shareWords } from './toxic-share.ts';

/** RFC 9110's token: what a method and a header's name may be. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

const headerName = z.string().regex(TOKEN, { error: 'expected the name of a header' });
const headerValue = z.string().regex(/^[\x20-\x7e]*$/, { error: 'a header’s value is printable ASCII' });
const method = z.string().regex(/^[A-Za-z]+$/, { error: 'expected a method such as `GET`' });

const match = z
  .strictObject({
    method: z
      .union([method.transform((one) => [one]), z.array(method).min(1)])
      .optional()
      .describe('One method or several; all when not given.'),
    path: z
      .string()
      .regex(/^[/*][^\s?#]*$/, { error: 'expected a path without its query, such as `/orders/*`' })
      .optional()
      .describe('The path without its query; `*` stands for any characters.'),
    headers: z.record(headerName, headerValue).default({}).describe('Request headers that must be there; `*` stands for any characters.'),
  })
  .prefault({})
  .describe('Which requests meet the fault; all when not given.');

const answer = z
  .strictObject({
    status: z.int().min(200).max(599).describe('Status of the answer.'),
    body: z.string().max(65_536).default('').describe('Its body.'),
    contentType: z
      .string()
      .regex(/^[\x20-\x7e]+$/)
      .optional()
      .describe('Of the body; `text/plain` by default.'),
  })
  .describe('An answer in the server’s place: the request never reaches it.');

export const http: FaultKind<'http'> = {
  type: 'http',
  summary:
    'Faults on HTTP/1.1 requests: injected answers, late first bytes, cut bodies, changed headers. Needs Shakedown’s own fault proxy.',
  targetShape: 'edge',
  held: true,
  needsProtocol: true,
  embeddedOnly: true,
  schema: z
    .strictObject({
      match,
      answer: answer.optional(),
      delay: duration('Before the first byte of the response.').prefault('0s'),
      truncate: byteSize('Bytes of the body after which the connection is closed.').optional(),
      setHeaders: z.record(headerName, headerValue).default({}).describe('Headers of the response, in place of those of that name.'),
      removeHeaders: z.array(headerName).default([]).describe('Headers that the response loses.'),
      ...shareFields('requests'),
    })
    .transform(
      ({
        match: { method: methods = [], path, headers },
        answer: given,
        delay,
        truncate,
        setHeaders,
        removeHeaders,
        ...share
      }): HttpSettings => ({
        type: 'http',
        match: { methods: methods.map((one) => one.toUpperCase()), path: path ?? null, headers },
        answer: given === undefined ? null : { status: given.status, body: given.body, contentType: given.contentType ?? null },
        delayMs: delay,
        truncateBytes: truncate ?? null,
        setHeaders,
        removeHeaders,
        ...shareOf(share),
      }),
    )
    .refine((settings) => effectsOf(settings).length > 0, {
      message: 'nothing is asked for: say `answer`, `delay`, `truncate`, `setHeaders` or `removeHeaders`',
    }),
  describe: (settings) => `${effectsOf(settings).join(', ')}: ${matchWords(settings.match)}${shareWords(settings, 'requests')}`,
  proofWords: 'a request that matches, from the client’s side, meets just that, and does not past the fault',
  undoWords: 'removes the toxic; proven gone when such a request is answered as past it',
};

function effectsOf({ answer: given, delayMs, truncateBytes, setHeaders, removeHeaders }: HttpSettings): string[] {
  const set = Object.keys(setHeaders);
  return [
    ...(given === null ? [] : [`answers ${given.status} in the server’s place`]),
    ...(delayMs === 0 ? [] : [`delays the first byte of responses by ${formatDuration(delayMs)}`]),
    ...(truncateBytes === null ? [] : [`cuts bodies after ${formatByteSize(truncateBytes)}`]),
    ...(set.length === 0 ? [] : [`sets ${set.join(', ')}`]),
    ...(removeHeaders.length === 0 ? [] : [`removes ${removeHeaders.join(', ')}`]),
  ];
}

function matchWords({ methods, path, headers }: HttpMatch): string {
  const names = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const what = `${methods.length === 0 ? 'every request' : methods.join(', ')}${path === null ? '' : ` on ${path}`}`;
  return names.length === 0 ? what : `${what} with ${names.join(', ')}`;
}
