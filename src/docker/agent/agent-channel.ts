import { PassThrough } from 'node:stream';
import type { Duplex } from 'node:stream';
import { createInterface } from 'node:readline';
import type Docker from 'dockerode';
import { AGENT_READY, jsonLine, parseAnswer } from './agent-messages.ts';
import type { AgentRequest } from './agent-messages.ts';

/** As a port that nobody listens on any more: whoever is behind it has ended. */
export class AgentGone extends Error {
  readonly code = 'ECONNREFUSED';
}

/** Questions to a program at the other end of a container's attached stream, any number of them at once. */
export interface AgentChannel {
  /** Resolves when it says that it is there. */
  readonly ready: Promise<void>;
  /** Resolves with its last words when it has ended, or the connection to it has. */
  readonly ended: Promise<string>;
  /** What it said besides its answers, line by line. */
  onRemark(listener: (line: string) => void): void;
  /** Rejects with an AgentGone where it has ended, with its own words where it could not do it, and when the signal aborts. */
  ask(request: AgentRequest, signal: AbortSignal): Promise<unknown>;
}

const LAST_WORDS = 2_000;

export function createAgentChannel(docker: Docker, stream: Duplex, name: string): AgentChannel {
  const ready = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string>();
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let count = 0;
  let errors = '';
  let isOver = false;
  let remarked: (line: string) => void = () => undefined;

  const out = new PassThrough();
  const err = new PassThrough();
  err.setEncoding('utf8');
  err.on('data', (text: string) => (errors = (errors + text).slice(-LAST_WORDS)));
  createInterface({ input: out }).on('line', onLine);
  docker.modem.demuxStream(stream, out, err);
  for (const event of ['error', 'end', 'close']) stream.on(event, onEnd);
  ready.promise.catch(() => undefined);

  function onLine(line: string): void {
    if (line === AGENT_READY) return ready.resolve();
    if (!line.includes('"id":')) return remarked(line);
    const answer = parseAnswer(line);
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) asked?.reject(new Error(answer.error));
    else asked?.resolve(answer.ok);
  }

  function onEnd(): void {
    if (isOver) return;
    isOver = true;
    for (const { reject } of waiting.values()) reject(gone());
    waiting.clear();
    ready.reject(gone());
    ended.resolve(errors.trim());
  }

  function gone(): AgentGone {
    return new AgentGone(`${name} has ended${errors.trim() === '' ? '' : `: ${errors.trim()}`}`);
  }

  return {
    ready: ready.promise,
    ended: ended.promise,
    onRemark: (listener) => (remarked = listener),
    ask(request, signal) {
      signal.throwIfAborted();
      if (isOver) return Promise.reject(gone());
      count += 1;
      const id = count;
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          waiting.delete(id);
          reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        };
        signal.addEventListener('abort', onAbort, { once: true });
        const over = (): void => signal.removeEventListener('abort', onAbort);
        waiting.set(id, {
          resolve: (value) => (over(), resolve(value)),
          reject: (error) => (over(), reject(error)),
        });
        stream.write(jsonLine({ ...request, id }));
      });
    },
  };
}
