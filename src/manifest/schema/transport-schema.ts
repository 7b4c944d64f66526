import { z } from 'zod';
import { byteSize, duration } from '../../units/quantity-schema.ts';
import { HTTP_VERSIONS } from '../transport-spec.ts';

const file = (what: string) => z.string().min(1).optional().describe(`${what}: a PEM file, from the manifest’s folder.`);

const tls = z
  .strictObject({
    ca: file('Authorities to trust in place of the platform’s'),
    cert: file('The client’s certificate'),
    key: file('The key to `cert`'),
    passphrase: z.string().optional().describe('The passphrase of `key`.'),
    insecure: z.boolean().default(false).describe('Accepts any certificate.'),
    serverName: z.string().min(1).optional().describe('The name to ask for and to verify, in place of the URL’s.'),
  })
  .describe('How TLS connections are made.');

const timeouts = z
  .strictObject({
    connect: duration('Until a connection stands, its TLS handshake included.', { positive: true }).optional(),
    firstByte: duration('From the request sent to the first byte of its answer.', { positive: true }).optional(),
  })
  .describe('Limits within `expect.timeout`, which covers everything.');

/** The keys of a load entry that say how its requests travel. */
export const transportShape = {
  http: z
    .union([z.enum(HTTP_VERSIONS), z.literal(1.1), z.literal(2)])
    .default('1.1')
    .transform((version) => (String(version) === '2' ? ('2' as const) : ('1.1' as const)))
    .describe('Version of HTTP.'),
  tls: tls.optional(),
  proxy: z.string().optional().describe('An HTTP proxy to go through: `http://host:port`.'),
  decompress: z.boolean().default(false).describe('Asks for compressed bodies and decompresses them.'),
  redirects: z.int().min(0).max(20).default(0).describe('How many redirects in a row are followed; by default none: a redirect is an answer.'),
  maxBody: byteSize('The largest body of an answer that is taken; a larger one is an error, `body-too-large`. By default none is too large.', { positive: true }).optional(),
  socket: z.string().min(1).optional().describe('A Unix socket to connect to in place of the URL’s host, from the manifest’s folder.'),
  timeouts: timeouts.default({}),
};
