import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly atMs: number;
}

export interface Shop {
  readonly url: string;
  readonly seen: SeenRequest[];
}

/** A shop of one's own: `/login` gives a session and a token, `/cart` wants both, `/flaky` turns every third request away, `/sso` gives a
 * session and redirects to `/home`. */
export async function serveShop(): Promise<Shop> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, path: url, headers, body: Buffer.concat(chunks).toString('latin1'), atMs: performance.now() };
      seen.push(one);
      answer(one, response, seen.filter(({ path }) => path === '/flaky').length);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, seen };
}

function answer({ path, headers, body }: SeenRequest, response: ServerResponse, flaky: number): void {
  const json = (status: number, value: unknown, more: Record<string, string | string[]> = {}): unknown =>
    response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(value));
  switch (path.split('?')[0]) {
    case '/login': {
      const { user = 'nobody' } = Object.fromEntries(new URLSearchParams(body));
      return void json(
        200,
        { token: `t-${user}` },
        { 'set-cookie': [`session=${user}; Path=/`, 'lang=en; Path=/elsewhere'], 'x-csrf': 'c1' },
      );
    }
    case '/sso':
      return void response.writeHead(302, { location: '/home', 'set-cookie': ['session=sso; Path=/', 'hint=1; Path=/sso'] }).end();
    case '/home':
      return void json(200, {}, { 'set-cookie': 'seen=home; Path=/' });
    case '/cart': {
      const user = /session=(\w+)/.exec(headers.cookie ?? '')?.[1];
      const fits = user !== undefined && headers.authorization === `Bearer t-${user}`;
      return void json(fits ? 201 : 403, { items: [{ id: 7 }], user });
    }
    case '/flaky':
      return void json(flaky % 3 === 0 ? 503 : 200, {});
    case '/html':
      return void response.end('<form><input name="csrf" value="abc-123"></form>');
    default:
      return void json(200, { path, ok: true });
  }
}
