import { exchangesOf } from '../../../manifest/exchanges-of.ts';
import type { ExchangeSpec, FlowStepSpec, ScenarioSpec } from '../../../manifest/load-spec.ts';
import type { LoadEntry } from '../../load-driver.ts';
import { extraction } from '../../scenario/extraction.ts';
import { checkRequest } from '../check-request.ts';
import { wireRequest, type RunMarks } from '../request-bytes.ts';
import type { RequestUrl } from '../../../manifest/request-url.ts';
import { checkData } from './check-data.ts';
import { keepNeeds } from './keep-needs.ts';
import { linearRegExp } from './linear-reg-exp.ts';
import { readBodyFiles, readTables } from './read-files.ts';
import { requestMaker } from './request-maker.ts';
import type { ExchangeSetup, ScenarioSetup } from './scenario-setup.ts';

/**
 * Reads and checks everything that a scenario is made of, and makes what can be made beforehand.
 *
 * @param transportOf the place of the transport to a URL's origin
 * @throws UserError for whatever would go wrong at the first request
 */
export async function scenarioSetup(
  { name, scenario, data, transport }: LoadEntry,
  marks: RunMarks,
  transportOf: (target: RequestUrl) => number,
): Promise<ScenarioSetup> {
  const where = `load ${name}`;
  const requests = exchangesOf(scenario).map(({ request }) => request);
  const [files, tables] = await Promise.all([readBodyFiles(requests, where), readTables(data, where)]);
  // Where there is one request there is nobody to bring cookies to.
  const hasSecond = transport.redirects > 0 || exchangesOf(scenario).length > 1;
  const cookies = scenario.kind === 'flow' && scenario.cookies && hasSecond;
  const exchanges = exchangesOf(scenario).map((spec): ExchangeSetup => {
    const maker = requestMaker(spec.request, files);
    checkData(tables, maker.holes);
    const sample = maker.make(() => 'x');
    const target = checkRequest(name, { ...sample, body: null }, transport);
    const { extract, think } = flowParts(spec, scenario);
    for (const one of Object.values(extract)) extraction(one, (pattern) => linearRegExp(pattern, where));
    const keep = keepNeeds(spec.checks, Object.values(extract), cookies);
    return {
      endpoint: spec.name ?? `${sample.method} ${target.url.pathname}`,
      weight: 'weight' in spec && typeof spec.weight === 'number' ? spec.weight : 1,
      request: spec.request,
      fixed: maker.holes.length === 0 ? wireRequest(sample, target.url, marks, keep) : null,
      transport: transportOf(target),
      statuses: spec.expect.status,
      timeoutUs: Math.round(spec.expect.timeoutMs * 1000),
      checks: spec.checks,
      extract,
      think,
    };
  });
  return { kind: scenario.kind, exchanges, cookies, tables, files, marks };
}

function flowParts(spec: ExchangeSpec, scenario: ScenarioSpec): Pick<FlowStepSpec, 'extract' | 'think'> {
  const step = scenario.kind === 'flow' ? scenario.steps.find((one) => one === spec) : undefined;
  return { extract: step?.extract ?? {}, think: step?.think ?? null };
}
