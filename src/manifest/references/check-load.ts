import { findNode } from '../source/find-node.ts';
import { isText, type SourcePath } from '../source/source-node.ts';
import { fillTemplates, serviceTemplates } from '../template.ts';
import type { Checker } from './checker.ts';
import { hostScope } from './host-scope.ts';
import type { Part } from './manifest-parts.ts';

/** Load goes to addresses that are ours to load, with requests that make sense. */
export function checkLoad(check: Checker): void {
  check.unique(check.parts.load, 'load entries', 'name');
  for (const part of check.parts.load.parts) {
    const url = findNode(part.node, ['request', 'url']);
    if (url !== null && isText(url)) checkUrl(check, [...part.path, 'request', 'url'], url.value);
    checkBody(check, part);
  }
}

function checkUrl(check: Checker, at: SourcePath, url: string): void {
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

function checkBody(check: Checker, { node, path }: Part<unknown>): void {
  const at = [...path, 'request'];
  const method = findNode(node, ['request', 'method']);
  const body = ['json', 'body'].find((key) => findNode(node, ['request', key]) !== null);
  if (body === undefined) return;
  if (body === 'json' && findNode(node, ['request', 'body']) !== null) {
    check.atKey([...at, 'body'], '`json` and `body` exclude each other', 'keep one of them');
  }
  if (method === null) return check.atKey([...at, body], 'a GET request carries no body', 'add `method: POST`');
  if (!isText(method) || (method.value !== 'GET' && method.value !== 'HEAD')) return;
  check.at([...at, 'method'], `a ${method.value} request carries no body`, 'use `method: POST`');
}
