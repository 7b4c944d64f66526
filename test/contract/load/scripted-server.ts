import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** What the server does with one request: `index` counts the requests on its connection, `total` all of them, both from 0. */
export type Script = (socket: Socket, index: number, total: number) => void;

export interface ScriptedServer {
  readonly port: number;
  readonly url: string;
  /** Heads of the requests seen, in order. */
  readonly requests: string[];
  /** On CLOCK_MONOTONIC, in step with `requests`. */
  readonly arrivedNs: bigint[];
  connections: number;
  /** Lets go of what it has recorded so far. */
  forget(): void;
  close(): Promise<void>;
}

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Behaviours of servers that a load generator meets, kind and unkind. */
export const SCRIPTS = {
  answers: (socket) => socket.write(OK),
  answersThenCloses: (socket) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'),
  answersUntilClose: (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end'),
  answersAfterHints: (socket) => socket.write(`HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n${OK}`),
  answersInDrips: (socket) => drip(socket, OK),
  answers500: (socket) => socket.write('HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nno!\r\n0\r\n\r\n'),
  hangs: () => {},
  resets: (socket) => socket.resetAndDestroy(),
  closesWithoutAnswer: (socket) => socket.end(),
  answersGarbage: (socket) => socket.write('\u0000\u0001SSH-2.0-nonsense\r\n'),
  answersTooMuch: (socket) => socket.write(`${OK}and more`),
  upgrades: (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
  answersHalfAHead: (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le'),
  answersAShortBody: (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort'),
  resetsMidBody: (socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort', () => setTimeout(() => socket.resetAndDestroy(), 5)),
  neverEndsItsBody: (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort'),
  /** Keeps the connection, it says, and closes it when the next request comes. */
  closesUnderReuse: (socket, index) => (index === 0 ? socket.write(OK) : socket.end()),
  closesUnderReuseByReset: (socket, index) => (index === 0 ? socket.write(OK) : socket.resetAndDestroy()),
} as const satisfies Record<string, Script>;

/** Of the body of each of its answers, as far as it comes. */
export function bodyBytesOf(script: keyof typeof SCRIPTS): number {
  const sent: Partial<Record<keyof typeof SCRIPTS, string>> = {
    answers: 'ok',
    answersThenCloses: 'ok',
    answersUntilClose: 'until the end',
    answersAfterHints: 'ok',
    answersInDrips: 'ok',
    answers500: 'no!',
    answersTooMuch: 'ok',
    answersAShortBody: 'short',
    resetsMidBody: 'short',
    neverEndsItsBody: 'short',
  };
  return sent[script]?.length ?? 0;
}

function drip(socket: Socket, rest: string): void {
  if (rest === '' || !socket.writable) return;
  socket.write(rest.slice(0, 3));
  setTimeout(() => drip(socket, rest.slice(3)), 1);
}

/** A server on loopback that understands requests without bodies and answers them as the script says. */
export async function scriptedServer(script: Script): Promise<ScriptedServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    let index = 0;
    let pending = '';
    sockets.add(socket);
    result.connections++;
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => {
      pending += bytes.toString('latin1');
      for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
        result.arrivedNs.push(process.hrtime.bigint());
        const total = result.requests.push(pending.slice(0, end)) - 1;
        pending = pending.slice(end + 4);
        script(socket, index++, total);
      }
    });
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  const forget = (): void => {
    result.requests.length = 0;
    result.arrivedNs.length = 0;
  };
  const result: ScriptedServer = { port, url: `http://127.0.0.1:${port}/x`, requests: [], arrivedNs: [], connections: 0, forget, close };
  return result;
}

/** A port on which nothing listens. */
export async function refusedPort(): Promise<number> {
  const server = await scriptedServer(SCRIPTS.answers);
  await server.close();
  return server.port;
}
