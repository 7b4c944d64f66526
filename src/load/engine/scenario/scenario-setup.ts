import type { CheckSpec, ExtractSpec, RequestTemplate, ScenarioSpec, StatusMatcher, ThinkSpec } from '../../../manifest/load-spec.ts';
import type { DataTable } from '../../scenario/data-table.ts';
import type { RunMarks } from '../request-bytes.ts';
import type { WireRequest } from '../wire-request.ts';

/** A scenario as a worker gets it: files read, requests made as far as they can be made beforehand. */
export interface ScenarioSetup {
  readonly kind: ScenarioSpec['kind'];
  readonly exchanges: readonly ExchangeSetup[];
  /** Whether virtual users keep cookies. */
  readonly cookies: boolean;
  readonly tables: readonly DataTable[];
  /** By path: what bodies are made of. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly marks: RunMarks;
}

export interface ExchangeSetup {
  readonly endpoint: string;
  readonly weight: number;
  readonly request: RequestTemplate;
  /** The request itself, where nothing in it is left to fill in. */
  readonly fixed: WireRequest | null;
  /** Its place among the entry's transports. */
  readonly transport: number;
  readonly statuses: StatusMatcher;
  readonly timeoutUs: number;
  readonly checks: readonly CheckSpec[];
  readonly extract: Readonly<Record<string, ExtractSpec>>;
  readonly think: ThinkSpec | null;
}
