import { requestUrl } from '../request-url.ts';
import { hostScope } from '../references/host-scope.ts';
import { flagError } from './flag-error.ts';

/** Where `shakedown load` goes. */
export interface LoadTarget {
  /** In full, as a request has it. */
  readonly url: string;
  /** What stands for it in the run's name. */
  readonly name: string;
}

/**
 * The address under load: `http://` may be left away, `:8080/path` is on this machine, and `http+unix://%2Frun%2Fapp.sock/path` on a Unix
 * socket of it. Throws a UserError.
 */
export function targetUrl(given: string, allowPublic: boolean): LoadTarget {
  const text = /^(?:[a-z][a-z\d+.-]*:\/\/|unix:)/iu.test(given) ? given : `http://${given.startsWith(':') ? 'localhost' : ''}${given}`;
  const target = requestUrl(text);
  if (target === null)
    throw flagError(
      'URL',
      `\`${given}\` is not a URL`,
      'write it in full: http://127.0.0.1:8080/path, or http+unix://%2Frun%2Fapp.sock/path',
    );
  const { url, socketPath } = target;
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw flagError('URL', `load goes over HTTP; \`${url.protocol}\` is not supported`, 'use http:// or https://');
  if (url.username !== '' || url.password !== '')
    throw flagError('URL', 'a URL with a password in it ends up in logs', "send --header 'Authorization: …' instead");
  if (socketPath !== null) return { url: text, name: socketPath.split('/').at(-1) ?? '' };
  if (allowPublic || hostScope(url.hostname) !== 'public') return { url: url.href, name: url.host };
  const why = /^[\d.]+$|:/u.test(url.hostname) ? 'is not a loopback or private address' : 'may resolve to a public address';
  throw flagError('URL', `\`${url.hostname}\` ${why}, and load on strangers’ systems is refused`, 'if the system is yours: --allow-public');
}
