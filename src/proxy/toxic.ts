import type { BlockList } from 'node:net';
import type { Stage, StageContext } from './stage.ts';

/** `upstream`: from client to server. `downstream`: from server to client. */
export type StreamDirection = 'upstream' | 'downstream';

export const STREAM_DIRECTIONS = ['upstream', 'downstream'] as const satisfies readonly StreamDirection[];

/** Attribute values as the API takes and shows them. */
export type ToxicAttributes = Readonly<Record<string, number | string>>;

/** One attribute, and what it is when it is not given: 0 for everything that Toxiproxy has, as there. */
export type AttributeSpec =
  | { readonly kind: 'integer'; readonly least: number; readonly most: number; readonly unit: string; readonly otherwise?: number }
  /** A number from 0 to 1. */
  | { readonly kind: 'share' }
  /** Empty when not given; `pattern` says what it may be, `words` says so to people. */
  | { readonly kind: 'text'; readonly pattern: RegExp; readonly words: string };

/** What a toxic does with a new connection before its upstream is dialled. */
export interface Admission {
  /** Infinity: not as long as the toxic is there. */
  readonly delayMs: number;
  /** When the client is closed if it still waits; Infinity: never. */
  readonly closeAfterMs: number;
}

/** A kind of toxic: its attributes and how it works on a connection. */
export interface ToxicKind {
  readonly type: string;
  readonly attributes: Readonly<Record<string, AttributeSpec>>;
  /** It looks at both directions, whatever its `stream`, and rolls its own dice, for each request. */
  readonly perRequest?: true;
  /** It works on the end of a stream, not on its data. */
  readonly worksAtEnd?: true;
  /** What is wrong with the attributes and the toxicity together, or `null`. */
  check?(attributes: ToxicAttributes, toxicity: number): string | null;
  /** The port completes no handshake as long as the toxic is there. */
  isDeaf?(attributes: ToxicAttributes): boolean;
  admit?(attributes: ToxicAttributes, random: () => number): Admission;
  /**
   * Its work on one direction; `null` where it has none there. `previous`: the stage that this one replaces on this connection, when the
   * toxic's attributes changed; a kind may return that one again.
   */
  createStage(attributes: ToxicAttributes, context: StageContext, previous: Stage | null): Stage | null;
}

/** The attribute's number; 0 where it has none. */
export function numberOf(attributes: ToxicAttributes, name: string): number {
  const value = attributes[name];
  return typeof value === 'number' ? value : 0;
}

export function textOf(attributes: ToxicAttributes, name: string): string {
  const value = attributes[name];
  return typeof value === 'string' ? value : '';
}

/** A toxic of a proxy. `attributes` holds every attribute of the kind, and `seed` and `clients` where they were given. */
export interface Toxic {
  readonly name: string;
  readonly kind: ToxicKind;
  readonly stream: StreamDirection;
  /** Share of connections (of requests, where the kind says so) that it works on, 0 … 1. */
  readonly toxicity: number;
  readonly attributes: ToxicAttributes;
  /** The clients that it works on; `null`: all of them. */
  readonly clients: BlockList | null;
}

/** As the API shows it. */
export function toxicJson(toxic: Toxic): object {
  return {
    attributes: toxic.attributes,
    name: toxic.name,
    type: toxic.kind.type,
    stream: toxic.stream,
    toxicity: toxic.toxicity,
  };
}
