import { exchangesOf } from '../manifest/exchanges-of.ts';
import type { BodySpec, MultipartPart } from '../manifest/body-spec.ts';
import type { AuthSpec, ClosedLoadSpec, ExchangeSpec, OpenLoadSpec, RequestTemplate, ScenarioSpec } from '../manifest/load-spec.ts';
import type { ClosedLoadEntry, LoadEntry, LoadPlan, PortTable } from '../load/load-driver.ts';
import type { RunSession } from './run-session.ts';

type Resolve = (text: string) => string;

/** What the load drivers get: the plan's entries with the stack's addresses filled in. What data and earlier steps fill in stays. */
export function loadPlanOf(
  { plan, run, toolVersion, limits }: RunSession,
  resolve: Resolve,
  movedPorts: PortTable | null = null,
): LoadPlan {
  const planned = new Map(plan.loads.map((load) => [load.name, load]));
  const openEntry = (spec: OpenLoadSpec): LoadEntry => {
    const load = planned.get(spec.name);
    if (load === undefined) throw new Error(`the plan has no load named ${spec.name}`);
    const { name, arrivals, startAfterMs, data, transport, maxConnections } = spec;
    const { maxInFlight, seed } = load;
    const scenario = resolveScenario(spec.scenario, resolve);
    const entry = { name, arrivals, startAfterMs, scenario, data, transport, maxInFlight, seed };
    return maxConnections === undefined ? entry : { ...entry, maxConnections };
  };
  const { load } = plan.experiment;
  return {
    run,
    userAgent: `shakedown/${toolVersion}`,
    entries: load.flatMap((spec) => (spec.model === 'open' ? [openEntry(spec)] : [])),
    closed: load.flatMap((spec) => (spec.model === 'closed' ? [closedEntry(spec, resolve)] : [])),
    limits,
    ...(movedPorts === null ? {} : { movedPorts: { host: movedPorts.host, table: movedPorts.table } }),
  };
}

/** Every URL that load will go straight to, for a look at whether anything answers there. */
export function urlsOf({ entries, closed }: LoadPlan): string[] {
  const straight = ({ transport }: LoadEntry | ClosedLoadEntry): boolean => transport.proxy === null && transport.socketFile === null;
  const exchanges = [
    ...entries.filter(straight).flatMap(({ scenario }) => exchangesOf(scenario)),
    ...closed.filter(straight).map(({ exchange }) => exchange),
  ];
  return exchanges.map(({ request }) => request.url);
}

function closedEntry({ name, connections, amount, engine, scenario, transport }: ClosedLoadSpec, resolve: Resolve): ClosedLoadEntry {
  const [exchange] = exchangesOf(scenario);
  if (exchange === undefined) throw new Error(`load ${name} has no request`);
  return { name, connections, amount, engine, exchange: resolveExchange(exchange, resolve), transport };
}

function resolveScenario(scenario: ScenarioSpec, resolve: Resolve): ScenarioSpec {
  return scenario.kind === 'flow'
    ? { ...scenario, steps: scenario.steps.map((step) => resolveExchange(step, resolve)) }
    : { ...scenario, requests: scenario.requests.map((one) => resolveExchange(one, resolve)) };
}

function resolveExchange<Exchange extends ExchangeSpec>(exchange: Exchange, resolve: Resolve): Exchange {
  return { ...exchange, request: resolveRequest(exchange.request, resolve) };
}

function resolveRequest(request: RequestTemplate, resolve: Resolve): RequestTemplate {
  const { url, query, headers, auth, body } = request;
  if (request.literal === true) return request;
  return {
    ...request,
    url: resolve(url),
    query: query.map(([name, value]) => [name, resolve(value)]),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, resolve(value)])),
    auth: auth === null ? null : resolveAuth(auth, resolve),
    body: body === null ? null : resolveBody(body, resolve),
  };
}

function resolveBody(body: BodySpec, resolve: Resolve): BodySpec {
  switch (body.kind) {
    case 'text':
      return { ...body, text: resolve(body.text) };
    case 'json':
      return { ...body, value: resolveValue(body.value, resolve) };
    case 'form':
      return { ...body, fields: body.fields.map(([name, value]) => [name, resolve(value)]) };
    case 'multipart':
      return { ...body, parts: body.parts.map((part) => ({ ...part, content: resolvePart(part.content, resolve) })) };
    case 'file':
      return body;
    default:
      return body satisfies never;
  }
}

function resolvePart(content: MultipartPart['content'], resolve: Resolve): MultipartPart['content'] {
  return content.kind === 'text' ? { kind: 'text', text: resolve(content.text) } : content;
}

function resolveAuth(auth: AuthSpec, resolve: Resolve): AuthSpec {
  if (auth.kind === 'bearer') return { kind: 'bearer', token: resolve(auth.token) };
  return { kind: 'basic', user: resolve(auth.user), password: resolve(auth.password) };
}

function resolveValue(value: unknown, resolve: Resolve): unknown {
  if (typeof value === 'string') return resolve(value);
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, resolve));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolveValue(inner, resolve)]));
}
