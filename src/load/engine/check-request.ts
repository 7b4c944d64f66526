import { EXIT, UserError } from '../../errors/user-error.ts';
import type { RequestSpec } from '../../manifest/load-spec.ts';
import { requestUrl, type RequestUrl } from '../../manifest/request-url.ts';
import type { TransportSpec } from '../../manifest/transport-spec.ts';
import { headerProblem, TOKEN } from './header-problem.ts';

/** Refuses what cannot be sent as it stands, or not by that transport; returns the URL. @throws UserError */
export function checkRequest(load: string, request: RequestSpec, transport: TransportSpec): RequestUrl {
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
    const problem = headerProblem(name, value, transport);
    if (problem !== null) return refuse(problem.message, problem.advice);
  }
  return target;
}
