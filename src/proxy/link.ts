import type { Socket } from 'node:net';
import type { SocketReader } from './socket-reader.ts';
import type { Sink, Stage, StreamEnd } from './stage.ts';
import type { ToxicCounter } from './toxic-counter.ts';

/** What the destination's own buffer may hold of what stages pass on. */
const WRITE_BUFFER = 256 * 1024;
const NOTHING = Buffer.alloc(0);

export interface LinkCounter {
  received: number;
  sent: number;
}

/** The connection that a link is half of. */
export interface LinkOwner {
  /** How much of `wanted` bytes the link may hold, given what the whole server holds. */
  capacity(wanted: number): number;
  /** Closes both sides, written data first. */
  close(): void;
}

/** One end of a connection; `reusing`: it reads into the reader's buffers. */
export interface Endpoint {
  readonly socket: Socket;
  readonly reader: SocketReader;
  readonly reusing: boolean;
}

/** Whether a connection met a toxic is known when its data, or its end, come to it. */
export interface SlotCount {
  readonly counter: ToxicCounter;
  readonly at: 'data' | 'end';
}

const DISCARD: Sink = { push: () => undefined, end: () => undefined };

/** One toxic's place in a link; `stage` is null where the dice left this connection alone. */
interface Slot extends Sink {
  readonly toxic: string;
  stage: Stage | null;
  next: Sink;
}

/**
 * One direction of a connection: source → stages → destination. Without toxics the bytes go from one socket's read buffer to the other's
 * `write`, nothing in between and nothing copied. What stages and the destination hold together bounds what is read.
 */
export class Link {
  readonly #source: Endpoint;
  readonly #destination: Socket;
  readonly #counter: LinkCounter;
  readonly #owner: LinkOwner;
  readonly #slots: Slot[] = [];
  readonly #tail: Sink;
  #head: Sink;
  #paused = false;
  #ended = false;

  constructor(source: Endpoint, destination: Socket, counter: LinkCounter, owner: LinkOwner) {
    this.#source = source;
    this.#destination = destination;
    this.#counter = counter;
    this.#owner = owner;
    this.#tail = { push: (chunk) => this.#write(chunk), end: (how) => this.#endDestination(how) };
    this.#head = this.#tail;
  }

  /** Call when toxics are in place: from here on bytes flow, `early` ones first, which were read before. */
  start(early: readonly Buffer[]): void {
    const { socket, reader, reusing } = this.#source;
    this.#destination.on('drain', () => this.#resumeIfRoom());
    for (const chunk of early) {
      this.#counter.received += chunk.length;
      this.#head.push(chunk);
    }
    if (socket.readableEnded) {
      this.#onEnd();
      return;
    }
    socket.on('end', () => this.#onEnd());
    reader.start(socket, reusing, (view) => this.#onRead(view));
  }

  /** Puts a toxic at the end of the chain. */
  append(toxic: string, count: SlotCount | null, createStage: (next: Sink) => Stage | null): void {
    let isCounted = count === null;
    const slot: Slot = {
      toxic,
      stage: null,
      next: this.#tail,
      push: (chunk) => {
        if (!isCounted && count?.at === 'data') meet();
        if (count !== null && slot.stage !== null) count.counter.bytes += chunk.length;
        (slot.stage ?? slot.next).push(chunk);
      },
      end: (how) => {
        if (!isCounted && count?.at === 'end') meet();
        (slot.stage ?? slot.next).end(how);
      },
    };
    const meet = (): void => {
      isCounted = true;
      if (count === null) return;
      count.counter.seen += 1;
      if (slot.stage !== null) count.counter.hit += 1;
    };
    // A stream that ended before the toxic came has nothing left for it to act on.
    if (!this.#ended) slot.stage = createStage(nextOf(slot));
    const last = this.#slots.at(-1);
    if (last === undefined) this.#head = slot;
    else last.next = slot;
    this.#slots.push(slot);
  }

  /** The toxic's attributes changed: what the old stage held goes on at once. */
  replace(toxic: string, createStage: (next: Sink, previous: Stage | null) => Stage | null): void {
    const slot = this.#slots.find((each) => each.toxic === toxic);
    if (slot === undefined || this.#ended) return;
    const previous = slot.stage;
    slot.stage = createStage(nextOf(slot), previous);
    if (slot.stage !== previous) previous?.release();
    this.#resumeIfRoom();
  }

  remove(toxic: string): void {
    const index = this.#slots.findIndex((each) => each.toxic === toxic);
    const slot = this.#slots[index];
    if (slot === undefined) return;
    this.#slots.splice(index, 1);
    const before = this.#slots[index - 1];
    if (before === undefined) this.#head = slot.next;
    else before.next = slot.next;
    slot.stage?.release();
    this.#resumeIfRoom();
  }

  /** The connection is gone. */
  abandon(): void {
    for (const slot of this.#slots) slot.stage?.abandon();
    this.#slots.length = 0;
    this.#head = DISCARD;
    this.#ended = true;
  }

  /** `view` may be overwritten once this returns. Returns whether the source may go on. */
  #onRead(view: Buffer): boolean {
    this.#counter.received += view.length;
    if (this.#head === this.#tail) {
      this.#writeView(view);
      return true;
    }
    this.#head.push(Buffer.from(view));
    this.#paused = this.#held() > this.#capacity();
    return !this.#paused;
  }

  /** Mostly the kernel takes all of it at once; else the view stays in use until the destination has written it. */
  #writeView(view: Buffer): void {
    const destination = this.#destination;
    if (!destination.writable) return;
    this.#counter.sent += view.length;
    destination.write(view);
    if (destination.writableLength === 0) return;
    const release = this.#source.reader.pin();
    destination.write(NOTHING, () => {
      release();
      if (!this.#paused) this.#source.reader.resume();
    });
  }

  #onEnd(): void {
    if (this.#ended) return;
    this.#head.end('half');
    if (this.#slots.every((slot) => slot.stage === null)) this.#ended = true;
  }

  #write(chunk: Buffer): void {
    if (!this.#destination.writable) return;
    this.#counter.sent += chunk.length;
    this.#destination.write(chunk);
    if (this.#paused) this.#resumeIfRoom();
  }

  #endDestination(how: StreamEnd): void {
    if (how === 'full') this.#owner.close();
    else if (this.#destination.writable) this.#destination.end();
  }

  #resumeIfRoom(): void {
    if (!this.#paused || this.#held() > this.#capacity() / 2) return;
    this.#paused = false;
    if (!this.#source.reader.isFull) this.#source.reader.resume();
  }

  #held(): number {
    let held = this.#destination.writableLength;
    for (const slot of this.#slots) held += slot.stage?.held ?? 0;
    return held;
  }

  #capacity(): number {
    let wanted = WRITE_BUFFER;
    for (const slot of this.#slots) wanted += slot.stage?.capacity ?? 0;
    return wanted === WRITE_BUFFER ? wanted : this.#owner.capacity(wanted);
  }
}

function nextOf(slot: Slot): Sink {
  return { push: (chunk) => slot.next.push(chunk), end: (how) => slot.next.end(how) };
}
