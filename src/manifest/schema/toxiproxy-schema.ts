import { z } from 'zod';
import type { IssueParams } from '../../units/quantity-schema.ts';
import { toxiproxyUrlProblem } from '../toxiproxy-url.ts';

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
      .describe('Address of its API, such as `http://127.0.0.1:8474`.'),
  })
  .describe('A Toxiproxy for faults on edges, in place of the embedded fault proxy. `--toxiproxy` wins over it, it over `TOXIPROXY_URL`.');
