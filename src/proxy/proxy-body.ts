import { parseAddress } from './address.ts';
import { badRequestBody, missingField } from './api-error.ts';
import { asObject, booleanField, stringField } from './json-fields.ts';
import type { ProxySpec } from './proxy-collection.ts';

const LONGEST_NAME = 1_000;

/** The body of `POST /proxies`. */
export function parseProxy(body: unknown): ProxySpec {
  return parseProxyAt(body, '');
}

/** The body of `POST /populate`: all are checked before any is created. */
export function parseProxies(body: unknown): ProxySpec[] {
  if (!Array.isArray(body)) throw badRequestBody('populate takes an array of proxies');
  return body.map((each: unknown, index) => parseProxyAt(each, ` at proxy ${index + 1}`));
}

/** The body of `PATCH /proxies/{name}`: what is missing stays; a name is ignored. */
export function parseProxyChange(body: unknown, current: Omit<ProxySpec, 'name'>): Omit<ProxySpec, 'name'> {
  const object = asObject(body, 'a proxy');
  const upstream = stringField(object, 'upstream', current.upstream);
  checkUpstream(upstream);
  return {
    listen: stringField(object, 'listen', current.listen),
    upstream,
    enabled: booleanField(object, 'enabled', current.enabled),
  };
}

function parseProxyAt(body: unknown, where: string): ProxySpec {
  const object = asObject(body, `a proxy${where}`);
  const name = stringField(object, 'name', '');
  const upstream = stringField(object, 'upstream', '');
  if (name === '') throw missingField(`name${where}`);
  if (name.length > LONGEST_NAME) throw badRequestBody(`name${where} is longer than ${LONGEST_NAME} characters`);
  if (upstream === '') throw missingField(`upstream${where}`);
  checkUpstream(upstream);
  return { name, upstream, listen: stringField(object, 'listen', ''), enabled: booleanField(object, 'enabled', true) };
}

function checkUpstream(upstream: string): void {
  const address = parseAddress(upstream);
  if (address === null || address.port === 0) throw badRequestBody(`upstream ${JSON.stringify(upstream)} is not host:port`);
}
