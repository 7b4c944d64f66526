import { exchangesOf } from '../manifest/exchanges-of.ts';
import type { ExchangeSpec, LoadSpec } from '../manifest/load-spec.ts';
import { isKnownPart, TEMPLATE } from '../manifest/template.ts';
import type { PlannedEndpoint } from './run-plan.ts';

/**
 * Which part of a load's arrivals each of its endpoints gets: of requests by their weights, of a flow's steps all of them, for a step that
 * was not reached counts too.
 */
export function plannedEndpoints({ scenario, data }: LoadSpec): PlannedEndpoint[] {
  const exchanges = exchangesOf(scenario);
  const own = new Set([...data.map(({ name }) => name), ...exchanges.flatMap(({ name }) => name ?? [])]);
  const weights = scenario.kind === 'flow' ? scenario.steps.map(() => 1) : scenario.requests.map(({ weight }) => weight);
  const whole = scenario.kind === 'flow' ? 1 : weights.reduce((sum, weight) => sum + weight, 0);
  return exchanges.map((exchange, at) => ({ name: nameOf(exchange, own), share: (weights[at] ?? 0) / whole }));
}

/** As reports call it; `null` where only the run knows to which path the URL comes. */
function nameOf({ name, request: { method, url } }: ExchangeSpec, own: ReadonlySet<string>): string | null {
  if (name !== null) return name;
  const filled = url.replaceAll(TEMPLATE, (_whole, of: string, part: string | undefined) => {
    if (own.has(of) || part === undefined || !isKnownPart(part)) return 'x';
    if (part === 'host') return '127.0.0.1';
    return part === 'url' ? 'http://127.0.0.1:1' : '1';
  });
  return URL.canParse(filled) ? `${method} ${new URL(filled).pathname}` : null;
}
