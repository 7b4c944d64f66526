import { PassThrough } from 'node:stream';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';

/** What a helper is asked and what it answers, one question at a time. */
export interface Conversation {
  /** Sends `input` and waits until `isComplete` says so of what came back. Rejects when the helper ends first, or the signal aborts. */
  ask(input: string, isComplete: (answer: string) => boolean, signal: AbortSignal): Promise<string>;
  end(): void;
}

/** Speaks over a container's attached stream, which carries what the container prints in frames. */
export function createConversation(docker: Docker, stream: Duplex, name: string): Conversation {
  let said = '';
  let ended = false;
  let notify: () => void = () => undefined;
  let last: Promise<unknown> = Promise.resolve();
  const into = new PassThrough();
  into.setEncoding('utf8');
  into.on('data', (text: string) => {
    said += text;
    notify();
  });
  docker.modem.demuxStream(stream, into, into);
  for (const event of ['error', 'end', 'close']) stream.on(event, onEnd);

  function onEnd(): void {
    ended = true;
    notify();
  }

  async function exchange(input: string, isComplete: (answer: string) => boolean, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    said = '';
    stream.write(input);
    const onAbort = (): void => notify();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      for (;;) {
        if (isComplete(said)) return said;
        if (ended) throw new Error(`${name} ended${said === '' ? '' : `: ${said.trim()}`}`);
        signal.throwIfAborted();
        await new Promise<void>((resolve) => (notify = resolve));
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  return {
    ask(input, isComplete, signal) {
      const answering = last.then(() => exchange(input, isComplete, signal));
      last = answering.catch(() => undefined);
      return answering;
    },
    end: () => stream.end(),
  };
}
