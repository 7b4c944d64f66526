import type { LiveParser, ParsedHead } from './live-client.ts';

export interface AnswerEvents {
  /** It is complete, and its connection with it: autocannon would send on. */
  onLastAnswer(status: number): void;
  /** What came is no answer, or goes on after its end. */
  onMalformed(detail: 'not-http' | 'longer-than-promised' | 'unexpected-upgrade'): void;
}

/** http-parser-js's names for what it calls when a head is complete, and when a message is. */
const HEAD_COMPLETE = 2;
const MESSAGE_COMPLETE = 4;

/**
 * autocannon's parser, watched for what autocannon does not look at: interim answers, which it takes for the answer itself; whether the
 * connection may carry another request; bytes beyond the end; and bytes that are no HTTP, upon which the parser falls silent.
 */
export class WatchedParser {
  readonly #parser: LiveParser;
  readonly #events: AnswerEvents;
  #head: ParsedHead = { statusCode: 0, shouldKeepAlive: true };

  /** @param parser with autocannon's own functions in place */
  constructor(parser: LiveParser, events: AnswerEvents) {
    this.#parser = parser;
    this.#events = events;
    const onHead = parser[HEAD_COMPLETE].bind(parser);
    const onMessage = parser[MESSAGE_COMPLETE].bind(parser);
    const execute = parser.execute.bind(parser);
    parser[HEAD_COMPLETE] = (head) => {
      this.#head = head;
      return onHead(head);
    };
    parser[MESSAGE_COMPLETE] = () => this.#onMessage(onMessage);
    parser.execute = (bytes) => {
      const result = execute(bytes);
      if (result instanceof Error) events.onMalformed('not-http');
      return result;
    };
  }

  /** The status of an answer whose body ends with its connection, if that is what is being read; else `null`. */
  get untilClose(): number | null {
    return this.#parser.state === 'BODY_RAW' ? this.#head.statusCode : null;
  }

  #onMessage(onMessage: () => void): void {
    const { statusCode, shouldKeepAlive } = this.#head;
    if (statusCode === 101) return this.#events.onMalformed('unexpected-upgrade');
    if (statusCode < 200) return;
    if (this.#parser.offset < this.#parser.end) this.#events.onMalformed('longer-than-promised');
    else if (shouldKeepAlive) onMessage();
    else this.#events.onLastAnswer(statusCode);
  }
}
