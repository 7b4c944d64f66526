import type { EdgeProtocol } from '../../../manifest/experiment.ts';

/** No header of a server's own limit: Node takes 16 KiB of them in all. */
export const MOST_PADDING = 4_096;

export interface RequestShape {
  /** HTTP only: the connection lives on after the answer. */
  readonly keepAlive?: boolean;
  /** Bytes by which the request is longer than it need be, where the protocol has a place for them; no more than 4,096. */
  readonly padding?: number;
}

/** One request of the protocol to which every server has some answer, logged in or not. */
export function exchangeRequest(protocol: EdgeProtocol, host: string, { keepAlive = false, padding = 0 }: RequestShape = {}): Buffer {
  const filler = 'x'.repeat(Math.min(MOST_PADDING, padding));
  switch (protocol.kind) {
    case 'http':
      return httpRequest(protocol, host, [...(keepAlive ? [] : ['Connection: close']), ...(filler === '' ? [] : [`X-Padding: ${filler}`])]);
    case 'redis':
      // PING alone, or with a message that comes back.
      return Buffer.from(filler === '' ? '*1\r\n$4\r\nPING\r\n' : `*2\r\n$4\r\nPING\r\n$${filler.length}\r\n${filler}\r\n`);
    case 'postgres':
      // SSLRequest: length 8, code 80877103 (https://www.postgresql.org/docs/current/protocol-message-formats.html); answered by S or N.
      return Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
    case 'amqp':
      // The protocol header of AMQP 0-9-1, answered by Connection.Start.
      return Buffer.from('AMQP\0\0\x09\x01', 'latin1');
    case 'bytes':
      return Buffer.from(protocol.send, 'utf8');
    default:
      return protocol satisfies never;
  }
}

function httpRequest(asked: Extract<EdgeProtocol, { kind: 'http' }>, host: string, others: readonly string[]): Buffer {
  const { method = 'GET', path, headers = {}, body = '' } = asked;
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const defaults = { Host: host, 'User-Agent': 'shakedown', Accept: '*/*' };
  const length = Buffer.byteLength(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...Object.entries(defaults).flatMap(([name, value]) => (given.has(name.toLowerCase()) ? [] : [`${name}: ${value}`])),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(length > 0 || method === 'POST' || method === 'PUT' || method === 'PATCH' ? [`Content-Length: ${length}`] : []),
    ...others,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
