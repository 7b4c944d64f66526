import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** As Node has it: '1.1', '2.0'. */
  readonly httpVersion: string;
  readonly body: string;
  readonly atMs: number;
}

export interface Shop {
  readonly url: string;
  readonly seen: SeenRequest[];
}

/** A shop of one's own: `/login` gives a session and a token, `/cart` wants both, `/flaky` turns every third request away, `/sso` gives a
 * session and redirects to `/home`, `/logout` takes it and redirects there too, `/bounce` gives a cookie and redirects to itself until it gets it, `/restless` gives another each time, `/bytes` gives headers
 * that are no ASCII, in UTF-8 and otherwise. */
export async function serveShop(http: '1.1' | '2' = '1.1'): Promise<Shop> {
  const seen: SeenRequest[] = [];
  const onRequest = (request: IncomingMessage | Http2ServerRequest, response: ServerResponse | Http2ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers, httpVersion } = request;
      const one = { method, path: url, headers, httpVersion, body: Buffer.concat(chunks).toString('latin1'), atMs: performance.now() };
      seen.push(one);
      answer(one, response, seen.filter(({ path }) => path === '/flaky').length);
    });
  };
  const sockets = new Set<Socket>();
  const server = http === '1.1' ? createServer(onRequest) : createHttp2Server(onRequest);
  server.on('connection', (socket: Socket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, seen };
}

function answer({ path, headers, body }: SeenRequest, response: ServerResponse | Http2ServerResponse, flaky: number): void {
  const json = (status: number, value: unknown, more: Record<string, string | string[]> = {}): void => {
    response.statusCode = status;
    for (const [name, header] of Object.entries({ 'content-type': 'application/json', ...more })) response.setHeader(name, header);
    // A text would take the head along into its own encoding.
    response.end(Buffer.from(JSON.stringify(value)));
  };
  switch (path.split('?')[0]) {
    case '/login': {
      const { user = 'nobody' } = Object.fromEntries(new URLSearchParams(body));
      return json(200, { token: `t-${user}` }, { 'set-cookie': [`session=${user}; Path=/`, 'lang=en; Path=/elsewhere'], 'x-csrf': 'c1' });
    }
    case '/sso':
      return json(302, {}, { location: '/home', 'set-cookie': ['session=sso; Path=/', 'hint=1; Path=/sso'] });
    case '/logout':
      return json(302, {}, { location: '/home', 'set-cookie': 'session=; Path=/; Max-Age=0' });
    case '/bounce':
      return headers.cookie === 'seen=1' ? json(200, {}) : json(302, {}, { location: '/bounce', 'set-cookie': 'seen=1' });
    case '/restless':
      return json(
        302,
        {},
        { location: '/restless', 'set-cookie': `turn=${Number(/turn=(\d+)/.exec(headers.cookie ?? '')?.[1] ?? 0) + 1}` },
      );
    case '/bytes':
      return json(200, {}, { 'set-cookie': ['utf8=\xc3\xa9; Path=/', 'other=\xe9\x80; Path=/'], 'x-name': 'n\xc3\xbc', 'x-other': '\xfc' });
    case '/home':
      return json(200, {}, { 'set-cookie': 'seen=home; Path=/' });
    case '/cart': {
      const user = /session=(\w+)/.exec(headers.cookie ?? '')?.[1];
      const fits = user !== undefined && headers.authorization === `Bearer t-${user}`;
      return json(fits ? 201 : 403, { items: [{ id: 7 }], user });
    }
    case '/flaky':
      return json(flaky % 3 === 0 ? 503 : 200, {});
    case '/html':
      return void response.end('<form><input name="csrf" value="abc-123"></form>');
    default:
      return json(200, { path, ok: true });
  }
}
