import { EXIT, UserError } from '../../errors/user-error.ts';
import type { RequestSpec } from '../../manifest/load-spec.ts';
import { requestUrl, type RequestUrl } from '../../manifest/request-url.ts';

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Refuses what cannot be sent as it stands; returns the URL. @throws UserError */
export function checkRequest(load: string, request: RequestSpec): RequestUrl {
  const where = `load ${load}`;
  const refuse = (message: string, advice: string): never => {
    throw new UserError(message, { exitCode: EXIT.usage, where, try: advice });
  };
  const target = requestUrl(request.url);
  if (target === null) return refuse(`"${request.url}" is not a URL`, 'Write it in full: http://127.0.0.1:8080/path');
  const { url } = target;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refuse(`cannot send requests to ${url.protocol}//`, 'Use an http:// or https:// URL.');
  }
  if (url.port === '0') return refuse('port 0 cannot be connected to', 'Name the port that the server listens on.');
  if (!TOKEN.test(request.method) || request.method === 'CONNECT')
    return refuse(`cannot send the method "${request.method}"`, 'Use GET, POST, …');
  for (const [name, value] of Object.entries(request.headers)) {
    if (!TOKEN.test(name)) return refuse(`"${name}" is not a header name`, 'Header names are letters, digits and hyphens.');
    if (!HEADER_VALUE.test(value))
      return refuse(`the value of header ${name} cannot be sent`, 'Remove line breaks and control characters.');
  }
  return target;
}
