import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const PORT = Number(process.env['PORT'] ?? 8080);

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** `id` is what follows the route's prefix in the path. */
export type Handler = (request: { readonly id: string; readonly key: string | null; readonly body: string }) => Promise<Reply>;

/**
 * Serves the routes, keyed by method and prefix ("GET /products/"), and GET /health.
 * Healthy means that this process can answer, not that all it depends on can: a health check that fails with its dependencies
 * takes every replica out of service at once, which is the outage that the replicas were there to prevent.
 */
export function serve(routes: Readonly<Record<string, Handler>>): void {
  const server = createServer((request, response) => void answer(routes, request, response));
  server.keepAliveTimeout = 30_000;
  server.listen(PORT, () => process.stdout.write(`listening on ${PORT}\n`));
  process.once('SIGTERM', () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => process.exit(0), 2_000).unref();
  });
}

async function answer(routes: Readonly<Record<string, Handler>>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '/';
  if (path === '/health') return send(response, { status: 200, body: { status: 'up' } });
  const route = Object.keys(routes).find((name) => `${request.method} ${path}`.startsWith(name));
  const handler = route === undefined ? undefined : routes[route];
  if (route === undefined || handler === undefined) return send(response, { status: 404, body: { error: 'no such page' } });
  try {
    const key = request.headers['idempotency-key'];
    const id = `${request.method} ${path}`.slice(route.length);
    send(response, await handler({ id, key: typeof key === 'string' ? key : null, body: await read(request) }));
  } catch (error) {
    send(response, { status: 503, body: { error: error instanceof Error ? error.message : String(error) } });
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
  return body;
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
