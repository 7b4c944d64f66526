import type { EdgeProtocol } from '../../../manifest/experiment.ts';

/** One request of the protocol to which every server has some answer, logged in or not. */
export function exchangeRequest(protocol: EdgeProtocol, host: string): Buffer {
  switch (protocol.kind) {
    case 'http':
      return Buffer.from(
        `GET ${protocol.path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: shakedown\r\nAccept: */*\r\nConnection: close\r\n\r\n`,
      );
    case 'redis':
      return Buffer.from('*1\r\n$4\r\nPING\r\n');
    case 'postgres':
      // SSLRequest: length 8, code 80877103 (https://www.postgresql.org/docs/current/protocol-message-formats.html); answered by S or N.
      return Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
    case 'amqp':
      // The protocol header of AMQP 0-9-1, answered by Connection.Start.
      return Buffer.from('AMQP\0\0\x09\x01', 'latin1');
    default:
      return protocol satisfies never;
  }
}
