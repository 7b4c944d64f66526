import type { BodySpec } from './body-spec.ts';
import type { TransportSpec } from './transport-spec.ts';

/** One stream of requests. Files are absolute paths: relative ones in the manifest start at the manifest's folder. */
export type LoadSpec = OpenLoadSpec | ClosedLoadSpec;

interface LoadSpecBase {
  readonly name: string;
  readonly scenario: ScenarioSpec;
  readonly data: readonly DataSpec[];
  readonly transport: TransportSpec;
}

/** Arrivals come by a schedule, whatever the system does with them. */
export interface OpenLoadSpec extends LoadSpecBase {
  readonly model: 'open';
  readonly arrivals: ArrivalSpec;
  /** From the timeline's zero to where its schedule begins. */
  readonly startAfterMs: number;
  /** `null`: by Little's law, from peak rate × timeout. */
  readonly maxInFlight: number | null;
  /** Of each origin it goes to; absent: as many as arrivals may be in flight. */
  readonly maxConnections?: number;
}

/** So many connections, each sending its next request when the last is answered: service time only. A lone request, no templates. */
export interface ClosedLoadSpec extends LoadSpecBase {
  readonly model: 'closed';
  readonly connections: number;
  /** Requests in all; `null`: as many as the phases have room for. */
  readonly amount: number | null;
  readonly engine: ClosedEngine;
}

export const CLOSED_ENGINES = ['autocannon', 'native'] as const;

export type ClosedEngine = (typeof CLOSED_ENGINES)[number];

export type ArrivalSpec =
  | { readonly kind: 'constant'; readonly ratePerSecond: number }
  | { readonly kind: 'poisson'; readonly ratePerSecond: number }
  /** A rate that changes: ramps and steps one after another, then the last rate for good. */
  | {
      readonly kind: 'stages';
      readonly startRatePerSecond: number;
      readonly stages: readonly Stage[];
      readonly spacing: 'constant' | 'poisson';
    };

/** From the rate before it to `toPerSecond`, linearly; with `overMs: 0` at once. */
export interface Stage {
  readonly toPerSecond: number;
  readonly overMs: number;
}

export type ScenarioSpec =
  /** Each arrival is one of these, drawn by weight. A lone `request` is one of them. */
  | { readonly kind: 'requests'; readonly requests: readonly WeightedRequestSpec[] }
  /** Each arrival is a virtual user who goes through all of them, one after another. */
  | { readonly kind: 'flow'; readonly steps: readonly FlowStepSpec[]; readonly cookies: boolean };

/** One request, and what counts as success. */
export interface ExchangeSpec {
  /** The endpoint in reports; `null`: method and path. */
  readonly name: string | null;
  readonly request: RequestTemplate;
  readonly expect: { readonly status: StatusMatcher; readonly timeoutMs: number };
  readonly checks: readonly CheckSpec[];
}

export interface WeightedRequestSpec extends ExchangeSpec {
  readonly weight: number;
}

export interface FlowStepSpec extends ExchangeSpec {
  /** What later steps may use as `{{step.name}}`. */
  readonly extract: Readonly<Record<string, ExtractSpec>>;
  /** Between the end of this step and the next. */
  readonly think: ThinkSpec | null;
}

/** A request as the manifest has it: texts may hold `{{service.url}}`, `{{data.column}}` and `{{step.extracted}}`. */
export interface RequestTemplate {
  readonly method: string;
  readonly url: string;
  /** Appended to the URL's own; names and values are encoded. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: AuthSpec | null;
  readonly body: BodySpec | null;
  /** It is sent as it stands: what looks like a template in it is text. Of `shakedown load`, which has nothing to fill in. */
  readonly literal?: true;
}

export type AuthSpec =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** A request in plain text, with nothing left to fill in. */
export interface RequestSpec {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Inclusive ranges: `2xx` is `[[200, 299]]`, `[200, 204]` is `[[200, 200], [204, 204]]`. */
export type StatusMatcher = readonly (readonly [from: number, to: number])[];

/** Looked at when the status is as expected; a check that fails is the outcome `check`. */
export type CheckSpec =
  | { readonly kind: 'header'; readonly header: string; readonly test: TextTest }
  | { readonly kind: 'body'; readonly contains: string }
  /** One of the values that the path finds equals this; `equals: undefined`: it finds any. */
  | { readonly kind: 'json'; readonly path: string; readonly equals: unknown };

export type TextTest =
  | { readonly kind: 'exists' }
  | { readonly kind: 'equals'; readonly value: string }
  | { readonly kind: 'contains'; readonly value: string };

export type ExtractSpec =
  | { readonly kind: 'json'; readonly path: string }
  | { readonly kind: 'header'; readonly header: string }
  /** The first group, else the whole match, in the body. */
  | { readonly kind: 'regex'; readonly pattern: string };

/** Uniform between the two. */
export interface ThinkSpec {
  readonly minMs: number;
  readonly maxMs: number;
}

export const DATA_ORDERS = ['sequential', 'random', 'unique'] as const;

/** Rows for `{{name.column}}`; an arrival gets one row of each file. */
export interface DataSpec {
  readonly name: string;
  readonly file: string;
  readonly format: 'csv' | 'json';
  /** In the file's order, and again from the start · drawn by the seed · in the file's order, each row once. */
  readonly order: (typeof DATA_ORDERS)[number];
}
