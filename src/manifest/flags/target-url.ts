import { hostScope } from '../references/host-scope.ts';
import { flagError } from './flag-error.ts';

/** The address under load: `http://` may be left away, and `:8080/path` is on this machine. Throws a UserError. */
export function targetUrl(given: string, allowPublic: boolean): URL {
  const text = /^[a-z][a-z\d+.-]*:\/\//iu.test(given) ? given : `http://${given.startsWith(':') ? 'localhost' : ''}${given}`;
  if (!URL.canParse(text)) throw flagError('URL', `\`${given}\` is not a URL`, 'write it in full: http://127.0.0.1:8080/path');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw flagError('URL', `load goes over HTTP; \`${url.protocol}\` is not supported`, 'use http:// or https://');
  if (url.username !== '' || url.password !== '')
    throw flagError('URL', 'a URL with a password in it ends up in logs', "send --header 'Authorization: …' instead");
  if (allowPublic || hostScope(url.hostname) !== 'public') return url;
  const why = /^[\d.]+$|:/u.test(url.hostname) ? 'is not a loopback or private address' : 'may resolve to a public address';
  throw flagError('URL', `\`${url.hostname}\` ${why}, and load on strangers’ systems is refused`, 'if the system is yours: --allow-public');
}
