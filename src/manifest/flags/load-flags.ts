/** What `shakedown load` was given, as it was typed. `null`: not given. */
export interface LoadFlags {
  readonly url: string;
  readonly rate: string | null;
  readonly for: string | null;
  readonly stages: string | null;
  readonly poisson: boolean;
  readonly method: string | null;
  readonly headers: readonly string[];
  /** `@file`, its path absolute, or the text itself. */
  readonly body: string | null;
  readonly timeout: string | null;
  readonly slos: readonly string[];
  readonly warmup: string | null;
  readonly closed: boolean;
  readonly connections: number | null;
  readonly engine: string | null;
  readonly amount: number | null;
  readonly workers: number | null;
  readonly precise: boolean;
  readonly maxConnections: number | null;
  readonly seed: number | null;
  readonly insecure: boolean;
  readonly allowPublic: boolean;
}
