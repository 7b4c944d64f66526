import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

/**
 * What autocannon's client (9.0.0, pinned) is beside its published type. Its events tell of answers and errors; that a request was
 * lost when the server closed the connection, or that its time was up, is told by no event and can only be seen here.
 */
export interface LiveClient extends EventEmitter {
  /** ms. */
  timeout: number;
  /** It ends by itself once it has made so many requests; unset, never. */
  responseMax: number | undefined;
  readonly reqsMade: number;
  readonly conn: Socket | undefined;
  readonly parser: LiveParser;
  /** Its body's parts come by `addBody`; the event of that name brings whatever was read with them, heads too. */
  readonly pipelinedRequests: { clear(): void; addBody(part: Uint8Array): void };
  _connect(): void;
  /** Closes its connection, forgets what was asked on it, and connects anew. */
  _resetConnection(): void;
  destroy(): void;
}

/** http-parser-js as autocannon uses it. */
export interface LiveParser {
  /** `BODY_RAW`: in a body that ends with the connection. */
  readonly state: string;
  /** How far it has read the bytes at hand, and where they end. */
  readonly offset: number;
  readonly end: number;
  initialize(type: 'RESPONSE'): void;
  /** Returns an error for what is no HTTP, and reads nothing more. */
  execute(bytes: Buffer): unknown;
  /** Called when a head is complete. */
  2(head: ParsedHead): unknown;
  /** Called when a message is complete. */
  4(): void;
}

export interface ParsedHead {
  readonly statusCode: number;
  readonly shouldKeepAlive: boolean;
}

/** Throws when autocannon is not what it was: better no run than one that counts wrong. */
export function liveClient(client: EventEmitter): LiveClient {
  if (isLive(client)) return client;
  throw new Error('autocannon has changed: its client lacks what its requests are counted by');
}

function isLive(client: EventEmitter): client is LiveClient {
  return (
    'timeout' in client &&
    typeof client.timeout === 'number' &&
    'reqsMade' in client &&
    typeof client.reqsMade === 'number' &&
    hasMethod(client, '_connect') &&
    hasMethod(client, '_resetConnection') &&
    hasMethod(client, 'destroy') &&
    'parser' in client &&
    ['initialize', 'execute', '2', '4'].every((name) => hasMethod(client.parser, name)) &&
    'pipelinedRequests' in client &&
    hasMethod(client.pipelinedRequests, 'clear') &&
    hasMethod(client.pipelinedRequests, 'addBody')
  );
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}
