import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';

/** What a gate does with a call: hands it on, answers in place of the server, or hands it on and takes back what it was about. */
export type GateDeed = 'pass' | 'take-back' | { readonly status: number; readonly text?: string };

export interface Gate {
  readonly url: string;
  close(): void;
}

/** A Toxiproxy's API as something before it, with rights and faults of its own, makes it look. Its proxies are the server's. */
export async function openGate(upstream: string, decide: (method: string, path: string) => GateDeed): Promise<Gate> {
  const server = createServer((incoming, outgoing) => {
    const [method, path] = [incoming.method ?? 'GET', incoming.url ?? '/'];
    const deed = decide(method, path);
    if (typeof deed === 'object') {
      outgoing.writeHead(deed.status).end(deed.text);
      return;
    }
    const onward = request(new URL(path, upstream), { method, headers: incoming.headers }, (answer) => {
      const taken = deed === 'take-back' ? call(upstream, 'DELETE', path) : Promise.resolve();
      taken.then(
        () => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        },
        () => outgoing.destroy(),
      );
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function call(upstream: string, method: string, path: string): Promise<void> {
  const sent = request(new URL(path, upstream), { method });
  sent.end();
  const [answer]: IncomingMessage[] = await once(sent, 'response');
  answer?.resume();
}
