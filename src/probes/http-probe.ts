import { parseJsonPath, valuesAt } from '../load/scenario/json-path.ts';
import { formatStatus } from '../manifest/describe-probe.ts';
import type { HttpProbeSpec } from '../manifest/probe-spec.ts';
import { formatValueExpectation, valueHolds } from '../manifest/value-expectation.ts';
import { answered, tooSlow } from './answers.ts';
import { httpExchange } from './http-exchange.ts';
import type { HttpAnswer } from './http-exchange.ts';
import type { Answered, Prober } from './prober.ts';

/** Its value is the number at its JSONPath, or how long the answer took. No answer is one that is not as expected. */
export function createHttpProbe(spec: HttpProbeSpec, ownHeaders: Readonly<Record<string, string>>): Prober {
  const { request } = spec;
  const headers = { ...ownHeaders, ...request.headers };
  return {
    spec,
    async ask(signal) {
      try {
        return judgeHttp(spec, await httpExchange({ ...request, headers }, signal));
      } catch (error) {
        return answered(null, null, [error instanceof Error ? error.message : String(error)]);
      }
    },
  };
}

/** An answer beside what is expected of it. */
export function judgeHttp({ expect }: HttpProbeSpec, { status, body, tookMs }: HttpAnswer): Answered {
  const { contains, json, withinMs } = expect;
  const known = expect.status.some(([from, to]) => from <= status && status <= to);
  const wrongStatus = known ? null : `status ${status}, not ${formatStatus(expect.status)}`;
  const missing = contains === null || body.includes(contains) ? null : `the body does not contain \`${contains}\``;
  if (json === null) return answered(tookMs, 'ms', [wrongStatus, missing, tooSlow(tookMs, withinMs)]);
  const found = numberAt(json.path, body);
  const wrong = found === null || !valueHolds(json.value, found) ? wrongNumber(json.path, found, formatValueExpectation(json.value)) : null;
  return answered(found, null, [wrongStatus, missing, wrong, tooSlow(tookMs, withinMs)]);
}

function wrongNumber(path: string, found: number | null, expected: string): string {
  return found === null ? `there is no number at ${path}` : `${found} at ${path}, not ${expected}`;
}

function numberAt(path: string, body: string): number | null {
  const parsed = parseJsonPath(path);
  if (parsed === null) return null;
  try {
    const [found] = valuesAt(parsed, JSON.parse(body));
    return typeof found === 'number' ? found : null;
  } catch {
    return null;
  }
}
