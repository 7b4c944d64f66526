import { responseTest, type ResponseTest } from '../../scenario/check-response.ts';
import { extraction, type Extraction } from '../../scenario/extraction.ts';
import type { LookUp } from '../../scenario/template.ts';
import { wireRequest } from '../request-bytes.ts';
import { requestUrl } from '../../../manifest/request-url.ts';
import { statusTable } from '../status-table.ts';
import { afterClone, type WireRequest } from '../wire-request.ts';
import { keepNeeds } from './keep-needs.ts';
import { linearRegExp } from './linear-reg-exp.ts';
import { requestMaker } from './request-maker.ts';
import type { ExchangeSetup, ScenarioSetup } from './scenario-setup.ts';

/** One request of a scenario, ready for any number of arrivals. */
export interface CompiledExchange {
  readonly index: number;
  readonly setup: ExchangeSetup;
  /** 1 at every status that counts as success. */
  readonly expected: Uint8Array;
  readonly fixed: WireRequest | null;
  readonly tests: readonly ResponseTest[];
  readonly extractions: readonly (readonly [name: string, Extraction])[];
  /** @param cookies what a user's jar holds for a URL, ready for a header */
  request(lookUp: LookUp, cookies: (url: URL) => string | null): { readonly request: WireRequest; readonly url: URL };
}

export function compileExchange(setup: ExchangeSetup, index: number, scenario: ScenarioSetup): CompiledExchange {
  const maker = requestMaker(setup.request, scenario.files);
  const keep = keepNeeds(setup.checks, Object.values(setup.extract), scenario.cookies);
  const fixed = setup.fixed === null ? null : afterClone(setup.fixed);
  const fixedUrl = fixed === null ? null : urlOf(maker.make(() => '').url);
  return {
    index,
    setup,
    expected: statusTable(setup.statuses),
    fixed,
    tests: setup.checks.map(responseTest),
    extractions: Object.entries(setup.extract).map(([name, spec]) => [
      name,
      extraction(spec, (pattern) => linearRegExp(pattern, setup.endpoint)),
    ]),
    request(lookUp, cookies) {
      if (fixed !== null && fixedUrl !== null && cookies(fixedUrl) === null) return { request: fixed, url: fixedUrl };
      const made = maker.make(lookUp);
      const url = urlOf(made.url);
      const jarCookies = cookies(url);
      if (jarCookies !== null) addCookies(made.headers, jarCookies);
      return { request: { ...wireRequest(made, url, scenario.marks, keep), jarCookies }, url };
    },
  };
}

/** The origin is fixed and was checked; what fills the path is percent-encoded. */
function urlOf(text: string): URL {
  const target = requestUrl(text);
  if (target === null) throw new Error(`${text} is not a URL`);
  return target.url;
}

/** Beside those that the manifest sends itself. */
function addCookies(headers: Record<string, string>, jar: string): void {
  const own = Object.keys(headers).find((name) => name.toLowerCase() === 'cookie');
  headers[own ?? 'cookie'] = own === undefined ? jar : `${headers[own] ?? ''}; ${jar}`;
}
