import { z } from 'zod';
import { byPhase, count, responseTimesMs, timesMs } from './parts.ts';

const counts = z.record(z.string(), count);

const statistics = z.object({
  count: count.describe('Arrivals offered.'),
  ok: count.nullable().default(null).describe('Of them ended well. Absent in older reports.'),
  successRate: z.number().nullable(),
  errors: counts,
  errorDetails: z.record(z.string(), counts).describe('By error: why, as far as it is known.'),
  statusCodes: counts,
  bodyBytes: count.describe('Of response bodies, as they came over the wire.'),
  responseTimeMs: responseTimesMs.describe('From the intended send time; percentiles rank failures and drops above every success.'),
  serviceTimeMs: timesMs.describe('From the actual send time.'),
});

const leg = timesMs.extend({ count });

export const loadSchema = z.object({
  name: z.string(),
  model: z.enum(['open', 'closed']),
  engine: z.enum(['native', 'autocannon']),
  connections: count.nullable().describe('Of a closed load.'),
  timeoutMs: z.number().describe('The longest that a request may take; a percentile among the failures is at least that.'),
  offered: count.describe('offered = sent + dropped + neverSent, the warm-up included.'),
  sent: count.describe('sent = completed + unanswered + abandoned.'),
  completed: count,
  dropped: count.describe('Our doing: never sent, or held up by a cap of ours and then out of time.'),
  neverSent: count,
  abandoned: count,
  unanswered: count,
  staleRetries: count,
  connectionsOpened: count,
  peakInFlight: count,
  timingsMs: z.object({ blocked: leg, connect: leg, tls: leg, send: leg, wait: leg, receive: leg }),
  whole: statistics.describe('The judged phases together.'),
  phases: byPhase(statistics),
  endpoints: z.array(statistics.extend({ endpoint: z.string() })),
});
