import type { CompiledTools } from './compiled-tools.ts';
import type { Finding } from './finding.ts';

/** What every row gets. */
export interface Bench {
  readonly tools: CompiledTools;
  readonly quick: boolean;
  readonly rounds: number;
  /** For files of a row's own; removed at the end. */
  readonly folder: string;
  readonly peers: Peers;
  readonly progress: (text: string) => void;
}

/** Names of load generators, with the path of each that this machine has. */
export type Peers = ReadonlyMap<string, string>;

export type BenchRow = (bench: Bench) => Promise<readonly Finding[]>;
