import type { PrometheusProbeSpec } from '../manifest/probe-spec.ts';
import { formatValueExpectation, valueHolds } from '../manifest/value-expectation.ts';
import { answered, unasked } from './answers.ts';
import { httpExchange } from './http-exchange.ts';
import type { HttpAnswer } from './http-exchange.ts';
import type { ProbeAnswer, Prober } from './prober.ts';

/**
 * An instant query (https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries). A server that cannot be asked says
 * nothing of the system; a query that finds nothing is not as expected, since no data is no good news.
 */
export function createPrometheusProbe(spec: PrometheusProbeSpec, ownHeaders: Readonly<Record<string, string>>): Prober {
  const url = `${spec.url.replace(/\/+$/u, '')}/api/v1/query?query=${encodeURIComponent(spec.query)}`;
  const headers = { ...ownHeaders, ...spec.headers };
  return {
    spec,
    async ask(signal) {
      try {
        return judgePrometheus(spec, await httpExchange({ method: 'GET', url, headers, body: null }, signal));
      } catch (error) {
        return unasked(`${spec.url}: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}

/** What the server's answer says, beside what is expected. */
export function judgePrometheus({ url, expect }: PrometheusProbeSpec, { status, body }: Pick<HttpAnswer, 'status' | 'body'>): ProbeAnswer {
  const document = parse(body);
  // 400: the query is none; 422: it cannot be carried out.
  if (status === 400 || status === 422) return unasked(`${url} refuses the query: ${document?.error ?? `status ${status}`}`, true);
  if (status !== 200 || document?.status !== 'success') return unasked(`${url} answers with status ${status}`);
  const values = samplesOf(document.data);
  if (values === null) return unasked('the query gives no instant numbers: it must be a scalar or a vector', true);
  const [value, ...more] = values;
  if (value === undefined) return answered(null, null, ['the query found nothing']);
  if (more.length > 0) return unasked(`the query gives ${values.length} series: make it one with sum(), max() or the like`, true);
  const wrong = valueHolds(expect.value, value) ? null : `${value}, not ${formatValueExpectation(expect.value)}`;
  return answered(Number.isFinite(value) ? value : null, null, [wrong]);
}

interface PrometheusDocument {
  readonly status?: unknown;
  readonly error?: string;
  readonly data?: unknown;
}

function parse(body: string): PrometheusDocument | null {
  try {
    const document: unknown = JSON.parse(body);
    if (typeof document !== 'object' || document === null) return null;
    const { status, error, data }: { status?: unknown; error?: unknown; data?: unknown } = document;
    return { status, data, ...(typeof error === 'string' ? { error } : {}) };
  } catch {
    return null;
  }
}

/** `null`: neither scalar nor vector. Prometheus writes numbers as text: `"NaN"`, `"+Inf"`. */
function samplesOf(data: unknown): number[] | null {
  if (typeof data !== 'object' || data === null) return null;
  const { resultType, result }: { resultType?: unknown; result?: unknown } = data;
  if (!Array.isArray(result)) return null;
  if (resultType === 'scalar') return [numberOf(result)];
  return resultType === 'vector' ? result.map((series: unknown) => numberOf(valueIn(series))) : null;
}

function valueIn(series: unknown): unknown {
  return typeof series === 'object' && series !== null && 'value' in series ? series.value : null;
}

/** `[<time>, "<number>"]`. */
function numberOf(pair: unknown): number {
  const text: unknown = Array.isArray(pair) ? pair[1] : null;
  if (typeof text !== 'string') return Number.NaN;
  return /^[+-]?Inf$/u.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);
}
