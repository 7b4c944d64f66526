import type { z } from 'zod';
import type { FaultKindName, FaultSettings } from '../fault-settings.ts';

/** The settings of one kind. */
export type SettingsOf<K extends FaultKindName> = Extract<FaultSettings, { readonly type: K }>;

/** An edge, a service’s replicas, or two groups of them. */
export type TargetShape = 'edge' | 'service' | 'groups';

/** What a fault is, without how or where it is done: that is a driver's matter. */
export interface FaultKind<K extends FaultKindName> {
  readonly type: K;
  /** One sentence, for `plan`, the schema and the reference. */
  readonly summary: string;
  readonly targetShape: TargetShape;
  /** `false` for faults of an instant: there is nothing to hold, and `for:` is refused. */
  readonly held: boolean;
  /** Only containers have it. */
  readonly dockerOnly?: true;
  /** `restore: self` makes sense: something other than the run may start it again. */
  readonly mayRestoreItself?: true;
  /** Without an exchange of the edge's protocol its effect cannot be seen from the client's side. */
  readonly needsProtocol: boolean;
  /** Toxiproxy does not have it: only our own server does. */
  readonly embeddedOnly?: true;
  /** Of the manifest's `with:`; its output is the settings. An absent `with:` is parsed as `{}`. */
  readonly schema: z.ZodType<SettingsOf<K>>;
  /** `adds 200ms ± 50ms to each response`. */
  describe(settings: SettingsOf<K>): string;
  /** How an observer sees that it bites. */
  readonly proofWords: string;
  /** What undo does, and how its end is proven. */
  readonly undoWords: string;
}
