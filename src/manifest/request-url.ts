/** A request's URL as HTTP sees it, and the Unix socket that it goes through, if any. */
export interface RequestUrl {
  /** http or https. */
  readonly url: URL;
  readonly socketPath: string | null;
}

const OVER_UNIX = /^(https?)\+unix:\/\/([^/?#]+)([^]*)$/;
const UNIX = /^unix:(\/[^:]+):?(\/[^]*)?$/;

/**
 * Reads `http://…`, `https://…`, and for Unix sockets `http+unix://%2Frun%2Fapp.sock/path` (the socket's path percent-encoded in the
 * place of the host) or `unix:/run/app.sock:/path`. `null`: it is no URL. Schemes are the caller's to judge.
 */
export function requestUrl(text: string): RequestUrl | null {
  const over = OVER_UNIX.exec(text);
  if (over !== null) return onSocket(over[1] ?? 'http', decoded(over[2] ?? ''), over[3] ?? '');
  const unix = UNIX.exec(text);
  if (unix !== null) return onSocket('http', unix[1] ?? '', unix[2] ?? '/');
  return !/^(https?\+)?unix:/.test(text) && URL.canParse(text) ? { url: new URL(text), socketPath: null } : null;
}

function onSocket(scheme: string, socketPath: string, rest: string): RequestUrl | null {
  const text = `${scheme}://localhost${rest}`;
  return socketPath.startsWith('/') && URL.canParse(text) ? { url: new URL(text), socketPath } : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
