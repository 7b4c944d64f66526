import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { ApiError } from './api-error.ts';
import type { ApiAnswer, ApiState } from './api-routes.ts';
import { answer } from './api-routes.ts';
import { readJsonBody } from './read-body.ts';

/** The HTTP side of the server: one answer for every request, an error's too. */
export function createApiServer(state: ApiState): Server {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    void respond(request, response, state);
  });
  // Nonsense instead of HTTP: an answer where one is still possible, and the server goes on.
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });
  return server;
}

async function respond(request: IncomingMessage, response: ServerResponse, state: ApiState): Promise<void> {
  const result = await answerOrError(request, state);
  request.resume();
  if (result.text !== undefined) {
    response.writeHead(result.status, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(result.text);
  } else if (result.json === undefined) {
    response.writeHead(result.status).end();
  } else {
    response.writeHead(result.status, { 'content-type': 'application/json' }).end(JSON.stringify(result.json));
  }
}

async function answerOrError(request: IncomingMessage, state: ApiState): Promise<ApiAnswer> {
  try {
    refuseBrowsers(request);
    return await answer({ method: request.method ?? '', path: pathOf(request.url ?? ''), body: () => readJsonBody(request) }, state);
  } catch (error) {
    const status = error instanceof ApiError ? error.status : 500;
    return { status, json: { error: error instanceof Error ? error.message : String(error), status } };
  }
}

/** A page in a browser can send requests to loopback; no tool that drives a fault proxy looks like one. */
function refuseBrowsers(request: IncomingMessage): void {
  const { headers } = request;
  const isBrowser = headers['user-agent']?.startsWith('Mozilla/') === true || headers.origin !== undefined;
  if (isBrowser) throw new ApiError(403, 'User agent not allowed');
}

function pathOf(url: string): string[] {
  const [path = ''] = url.split('?');
  try {
    return path.slice(1).split('/').map(decodeURIComponent);
  } catch {
    throw new ApiError(400, `path is not URL-encoded: ${path}`);
  }
}
