import { z } from 'zod';
import { formatDuration } from '../../units/duration.ts';
import { duration } from '../../units/quantity-schema.ts';
import type { IssueParams } from '../../units/quantity-schema.ts';
import { toxiproxyUrlProblem } from '../toxiproxy-url.ts';

export const TOXIPROXY_API_PORT = 8474;
/** SEMANTICS, Undo: what the proxy of a run gives to connections that stand when all is healed. */
export const DRAIN_MS = 5_000;
const LONGEST_DRAIN_MS = 30_000;

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
    drain: duration(
      `At the end of a run, how long connections through its own fault proxy may go on until they end by themselves; the rest is reset, which the report says. ${formatDuration(DRAIN_MS)} by default.`,
    )
      .refine((ms) => ms <= LONGEST_DRAIN_MS, { error: `a drain takes ${formatDuration(LONGEST_DRAIN_MS)} at most` })
      .optional(),
  })
  .superRefine(({ url, service, port, drain }, context) => {
    if (drain !== undefined) {
      if (url === undefined && service === undefined && port === undefined) return;
      context.addIssue({ code: 'custom', message: '`drain` is of the run’s own fault proxy, and this names another', path: ['drain'] });
    } else if ((url === undefined) === (service === undefined))
      context.addIssue({ code: 'custom', message: 'give it a `url`, or on a Docker stack a `service`: one of them' });
    else if (url !== undefined && port !== undefined)
      context.addIssue({ code: 'custom', message: 'the `port` belongs to a `service`; an `url` has its own', path: ['port'] });
  })
  .describe('A Toxiproxy for faults on edges, in place of the embedded fault proxy. `--toxiproxy` wins over it, it over `TOXIPROXY_URL`.');
