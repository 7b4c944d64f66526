import type { Stage, StageContext } from './stage.ts';

/** `upstream`: from client to server. `downstream`: from server to client. */
export type StreamDirection = 'upstream' | 'downstream';

export const STREAM_DIRECTIONS = ['upstream', 'downstream'] as const satisfies readonly StreamDirection[];

/** Attribute values as the API takes and shows them. */
export type ToxicAttributes = Readonly<Record<string, number>>;

/** One attribute: an integer from `least` to `most`; 0 when it is not given, as with Toxiproxy. */
export interface AttributeSpec {
  readonly least: number;
  readonly most: number;
  readonly unit: string;
}

/** A kind of toxic: its attributes and how it works on one direction of one connection. */
export interface ToxicKind {
  readonly type: string;
  readonly attributes: Readonly<Record<string, AttributeSpec>>;
  /** What is wrong with the attributes together, or `null`. */
  check?(attributes: ToxicAttributes): string | null;
  /** `previous`: the stage that this one replaces on this connection, when the toxic's attributes changed. */
  createStage(attributes: ToxicAttributes, context: StageContext, previous: Stage | null): Stage;
}

/** A toxic of a proxy. `attributes` holds every attribute of the kind, and `seed` where one was given. */
export interface Toxic {
  readonly name: string;
  readonly kind: ToxicKind;
  readonly stream: StreamDirection;
  /** Share of connections that it works on, 0 … 1. */
  readonly toxicity: number;
  readonly attributes: ToxicAttributes;
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
