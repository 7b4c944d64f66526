import { BODY_KEYS } from '../schema/request-schema.ts';
import { findNode } from '../source/find-node.ts';
import { isText, type SourcePath } from '../source/source-node.ts';
import { requestUrl } from '../request-url.ts';
import { fillTemplates, serviceTemplates } from '../template.ts';
import { checkNames } from './check-names.ts';
import type { Checker } from './checker.ts';
import { hostScope } from './host-scope.ts';

/** One request: its URL may be loaded, it has one body at most, and a method that carries it. */
export function checkRequestPart(check: Checker, path: SourcePath): void {
  const url = findNode(check.parts.root, [...path, 'url']);
  if (url !== null && isText(url)) checkUrl(check, [...path, 'url'], url.value, 'load');
  checkBody(check, path);
  const { root } = check.parts;
  const request = findNode(root, path);
  if (request !== null) checkNames(check, request, path);
  const headers = findNode(root, [...path, 'headers']);
  const own = headers?.kind === 'map' ? headers.entries.find(({ key }) => key.toLowerCase() === 'authorization') : undefined;
  if (own !== undefined && findNode(root, [...path, 'auth']) !== null) {
    check.atKey([...path, 'headers', own.key], '`auth` makes the `authorization` header', 'keep one of them');
  }
}

/** An address that `what` may go to: HTTP, without a password in it, and ours. */
export function checkUrl(check: Checker, at: SourcePath, url: string, what: 'load' | 'probes'): void {
  const filled = fillTemplates(url);
  const target = requestUrl(filled);
  if (target === null) {
    if (/^(?:https?\+)?unix:/u.test(filled))
      return check.at(at, `\`${url}\` names no Unix socket`, 'write its path percent-encoded: `http+unix://%2Frun%2Fapp.sock/path`');
    const advice = /^[\w.-]+(:\d+)?(\/|$)/u.test(filled)
      ? `did you mean \`http://${url}\`?`
      : 'begin with `http://`, or with `{{service.url}}`';
    return check.at(at, `\`${url}\` is not a URL`, advice);
  }
  const { protocol, hostname, username, password } = target.url;
  if ((protocol !== 'http:' && protocol !== 'https:') || (target.socketPath !== null && what === 'probes'))
    return check.at(
      at,
      `${what === 'load' ? 'load goes' : 'these probes go'} over HTTP; \`${schemeOf(filled)}\` is not supported`,
      'use `http://` or `https://`',
    );
  if (username !== '' || password !== '')
    return check.at(
      at,
      'a URL with a password in it ends up in logs',
      what === 'load' ? 'use `auth: { basic: { user: …, password: … } }`' : 'use a header: `headers: { authorization: … }`',
    );
  const [origin = ''] = /^(?:https?:\/\/[^/?#]*|\{\{[^}]*\}\})/u.exec(url) ?? [];
  if (serviceTemplates(origin).length === 0) checkScope(check, at, hostname, what);
}

/** As it is written, where the rest of a URL may be read otherwise. */
function schemeOf(url: string): string {
  return /^[^:]*:/u.exec(url)?.[0] ?? '';
}

/** Load on others' systems, and probes of them, are refused unless the manifest allows them. */
export function checkScope(check: Checker, at: SourcePath, hostname: string, what: 'load' | 'probes'): void {
  if (check.parts.safety === null || check.parts.safety.allowPublicTargets || hostScope(hostname) !== 'public') return;
  const why = /^[\d.]+$|:/u.test(hostname) ? 'is not a loopback or private address' : 'may resolve to a public address';
  check.at(
    at,
    `\`${hostname}\` ${why}, and ${what === 'load' ? 'load on strangers’ systems is' : 'probes of strangers’ systems are'} refused`,
    'if the system is yours: `safety: { allowPublicTargets: true }`',
  );
}

function checkBody(check: Checker, path: SourcePath): void {
  const { root } = check.parts;
  const method = findNode(root, [...path, 'method']);
  const [body, second] = BODY_KEYS.filter((key) => findNode(root, [...path, key]) !== null);
  if (body === undefined) return;
  if (second !== undefined) check.atKey([...path, second], `\`${body}\` and \`${second}\` exclude each other`, 'keep one of them');
  if (method === null) return check.atKey([...path, body], 'a GET request carries no body', 'add `method: POST`');
  if (!isText(method) || (method.value !== 'GET' && method.value !== 'HEAD')) return;
  check.at([...path, 'method'], `a ${method.value} request carries no body`, 'use `method: POST`');
}
