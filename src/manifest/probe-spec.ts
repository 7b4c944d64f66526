import type { SourcePosition } from './experiment.ts';
import type { StatusMatcher } from './load-spec.ts';

/** A question that is asked of the system again and again, beside the load or in its place, and what the answer must be. */
export type ProbeSpec = HttpProbeSpec | TcpProbeSpec | PrometheusProbeSpec | ContainerProbeSpec | CommandProbeSpec;

interface ProbeSpecBase {
  readonly name: string;
  readonly everyMs: number;
  /** At most `everyMs`: a probe is never asked twice at a time. */
  readonly timeoutMs: number;
  readonly position: SourcePosition;
}

export interface HttpProbeSpec extends ProbeSpecBase {
  readonly kind: 'http';
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  };
  readonly expect: {
    readonly status: StatusMatcher;
    readonly contains: string | null;
    readonly withinMs: number | null;
    /** A number somewhere in a JSON body. */
    readonly json: { readonly path: string; readonly value: ValueExpectation } | null;
  };
}

export interface TcpProbeSpec extends ProbeSpecBase {
  readonly kind: 'tcp';
  /** `host:port`. */
  readonly address: string;
  readonly expect: { readonly open: boolean; readonly withinMs: number | null };
}

export interface PrometheusProbeSpec extends ProbeSpecBase {
  readonly kind: 'prometheus';
  /** Of the server, without `/api/v1`. */
  readonly url: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expect: { readonly value: ValueExpectation };
}

export const CONTAINER_STATES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'] as const;
export type ContainerStateName = (typeof CONTAINER_STATES)[number];

export const CONTAINER_HEALTH = ['none', 'starting', 'healthy', 'unhealthy'] as const;
export type ContainerHealth = (typeof CONTAINER_HEALTH)[number];

export interface ContainerProbeSpec extends ProbeSpecBase {
  readonly kind: 'container';
  /** Every container of it must be as expected. */
  readonly service: string;
  readonly expect: {
    readonly state: ContainerStateName;
    readonly health: ContainerHealth | null;
    readonly restarts: ValueExpectation | null;
  };
}

export interface CommandProbeSpec extends ProbeSpecBase {
  readonly kind: 'command';
  /** Program and arguments; no shell. */
  readonly command: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly expect: {
    readonly exit: number;
    readonly contains: string | null;
    /** Of what it prints, which must then be one number. */
    readonly value: ValueExpectation | null;
  };
}

/** `< 0.05`; a bare number is `== 5`. */
export interface ValueExpectation {
  readonly comparison: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly limit: number;
}
