import { EXIT, UserError } from '../../../errors/user-error.ts';
import type { ClosedLoadEntry } from '../../load-driver.ts';
import { checkRequest } from '../check-request.ts';
import { wireRequest, type RunMarks } from '../request-bytes.ts';
import type { RequestUrl } from '../../../manifest/request-url.ts';
import { readBodyFiles } from '../scenario/read-files.ts';
import { requestMaker } from '../scenario/request-maker.ts';
import type { ClosedWorkerSetup } from './closed-worker-setup.ts';

/** What a closed load sends, over and over, and what it expects. Throws a UserError for what cannot be sent as it stands. */
export async function closedRequest(
  { name, exchange, transport }: ClosedLoadEntry,
  marks: RunMarks,
): Promise<Pick<ClosedWorkerSetup, 'name' | 'endpoint' | 'request' | 'statuses' | 'timeoutUs'> & { readonly target: RequestUrl }> {
  const files = await readBodyFiles([exchange.request], `load ${name}`);
  const maker = requestMaker(exchange.request, files);
  const [hole] = maker.holes;
  if (hole !== undefined) {
    throw new UserError(`nothing fills {{${hole.source}.${hole.part}}}`, {
      exitCode: EXIT.usage,
      where: `load ${name}`,
      try: 'A closed load sends the same request over and over: write out what it is to send.',
    });
  }
  const request = maker.make(() => undefined);
  const { url, socketPath } = checkRequest(name, { ...request, body: null }, transport);
  return {
    name,
    endpoint: exchange.name ?? `${request.method} ${url.pathname}`,
    request: wireRequest(request, url, marks),
    statuses: exchange.expect.status,
    timeoutUs: Math.round(exchange.expect.timeoutMs * 1000),
    target: { url, socketPath: transport.socketFile ?? socketPath },
  };
}
