import { findNode } from '../source/find-node.ts';
import type { LoadInput } from '../schema/load-schema.ts';
import { fillTemplates, serviceTemplates } from '../template.ts';
import type { Checker } from './checker.ts';
import { hostScope } from './host-scope.ts';
import { valuesOf, type Part } from './manifest-parts.ts';

/** Load goes to addresses that are ours to load, with requests that make sense. */
export function checkLoad(check: Checker): void {
  check.unique(check.parts.load, 'load entries', 'name');
  for (const { part, value } of valuesOf(check.parts.load)) {
    checkUrl(check, part, value.request.url);
    checkBody(check, part, value);
  }
}

function checkUrl(check: Checker, { path }: Part<LoadInput>, url: string): void {
  const at = [...path, 'request', 'url'];
  const filled = fillTemplates(url);
  if (!URL.canParse(filled)) {
    const advice = /^[\w.-]+(:\d+)?(\/|$)/u.test(filled)
      ? `did you mean \`http://${url}\`?`
      : 'begin with `http://`, or with `{{service.url}}`';
    return check.at(at, `\`${url}\` is not a URL`, advice);
  }
  const { protocol, hostname, username, password } = new URL(filled);
  if (protocol !== 'http:' && protocol !== 'https:')
    return check.at(at, `load goes over HTTP; \`${protocol}\` is not supported`, 'use `http://` or `https://`');
  if (username !== '' || password !== '')
    return check.at(at, 'a URL with a password in it ends up in logs', 'send an `authorization` header instead');
  if (serviceTemplates(url).length > 0 || check.parts.safety === null || check.parts.safety.allowPublicTargets) return;
  if (hostScope(hostname) !== 'public') return;
  const why = /^[\d.]+$|:/u.test(hostname) ? 'is not a loopback or private address' : 'may resolve to a public address';
  check.at(
    at,
    `\`${hostname}\` ${why}, and load on strangers’ systems is refused`,
    'if the system is yours: `safety: { allowPublicTargets: true }`',
  );
}

function checkBody(check: Checker, { path }: Part<LoadInput>, { request }: LoadInput): void {
  const at = [...path, 'request'];
  const hasBody = request.json !== undefined || request.body !== undefined;
  if (request.json !== undefined && request.body !== undefined)
    check.atKey([...at, 'body'], '`json` and `body` exclude each other', 'keep one of them');
  if (!hasBody || (request.method !== 'GET' && request.method !== 'HEAD')) return;
  const explicit = findNode(check.parts.root, [...at, 'method']) !== null;
  const key = request.json === undefined ? 'body' : 'json';
  check.atKey([...at, explicit ? 'method' : key], `a ${request.method} request carries no body`, 'add `method: POST`');
}
