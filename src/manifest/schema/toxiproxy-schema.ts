import { z } from 'zod';
import type { IssueParams } from '../../units/quantity-schema.ts';
import { toxiproxyUrlProblem } from '../toxiproxy-url.ts';

export const TOXIPROXY_API_PORT = 8474;

export const toxiproxySchema = z
  .strictObject({
    url: z
      .string()
      .superRefine((text, context) => {
        const problem = toxiproxyUrlProblem(text);
        if (problem === null) return;
        const params: IssueParams = { suggestion: problem.try };
        context.addIssue({ code: 'custom', message: problem.message, params: { ...params } });
      })
      .optional()
      .describe('Address of its API, such as `http://127.0.0.1:8474`.'),
    service: z
      .string()
      .min(1)
      .optional()
      .describe(
        'In place of `url`, on a Docker stack: the service that is a Toxiproxy. Its own proxies get the toxics, found by where they lead to; nobody’s way is changed.',
      ),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe(`Of the API in that service’s container, which it publishes; ${TOXIPROXY_API_PORT} by default.`),
  })
  .superRefine(({ url, service, port }, context) => {
    if ((url === undefined) === (service === undefined))
      context.addIssue({ code: 'custom', message: 'give it a `url`, or on a Docker stack a `service`: one of them' });
    else if (url !== undefined && port !== undefined)
      context.addIssue({ code: 'custom', message: 'the `port` belongs to a `service`; an `url` has its own', path: ['port'] });
  })
  .describe('A Toxiproxy for faults on edges, in place of the embedded fault proxy. `--toxiproxy` wins over it, it over `TOXIPROXY_URL`.');
