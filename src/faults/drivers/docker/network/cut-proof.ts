import type { CutAction } from '../../../fault-settings.ts';
import type { EffectProof } from './effect-proof.ts';
import { proof } from './effect-proof.ts';
import type { WayLook } from './ways.ts';

export interface CutExpectation {
  readonly action: CutAction;
  /** Requests on these ways (`from>to`) must still arrive, since only the other way is cut; empty where both are. */
  readonly oneWay: ReadonlySet<string>;
  /** Tries every way across the cut. */
  readonly look: (signal: AbortSignal) => Promise<readonly WayLook[]>;
}

const WHAT = 'ways cut';

/** A cut is there when no connection across it works that worked before, and gone when all of them work again. */
export function createCutProof({ action, oneWay, look }: CutExpectation): EffectProof {
  const before = new Map<string, WayLook>();
  return {
    async before(signal) {
      for (const way of await look(signal)) if (isAnswer(way)) before.set(keyOf(way), way);
    },
    async prove(signal) {
      if (before.size === 0) return proof(false, WHAT, null, 'no connection across it was answered before: nothing could be lost');
      const ways = (await look(signal)).filter((way) => before.has(keyOf(way)));
      if (ways.length === 0) return proof(false, WHAT, null, 'none of its containers runs any more');
      const through = ways.filter((way) => !isCut(way, before.get(keyOf(way)), action));
      if (through.length > 0)
        return proof(false, WHAT, { value: ways.length - through.length, unit: 'ways' }, `still answered: ${listed(through)}`);
      const deaf = ways.filter(
        (way) => oneWay.has(keyOf(way)) && way.outcome === 'silent' && !way.requestArrived && before.get(keyOf(way))?.outcome === 'open',
      );
      if (deaf.length > 0) return proof(false, WHAT, null, `cut both ways, and not one: no request arrives on ${listed(deaf)}`);
      const how = action === 'drop' ? 'no answer within 1 s' : 'refused or lost';
      const arrived = ways.filter((way) => oneWay.has(keyOf(way)) && way.requestArrived).length;
      const half = arrived === 0 ? '' : `; requests still arrive on ${arrived} of them, as it is cut one way`;
      return proof(
        true,
        WHAT,
        { value: ways.length, unit: 'ways' },
        `${ways.length} of ${ways.length} connections, answered before: ${how}${half} (${listed(ways)})`,
      );
    },
    async proveGone(signal) {
      const ways = (await look(signal)).filter((way) => before.has(keyOf(way)));
      const cut = ways.filter((way) => !isAnswer(way) || (way.outcome !== 'open' && before.get(keyOf(way))?.outcome === 'open'));
      if (cut.length > 0) return proof(false, WHAT, { value: cut.length, unit: 'ways' }, `still not answered: ${listed(cut)}`);
      const rest = before.size - ways.length;
      const lost = rest === 0 ? '' : `; ${rest} began or ended at a container that does not run any more`;
      return proof(true, WHAT, { value: 0, unit: 'ways' }, `${ways.length} connections answered as before${lost}`);
    },
  };
}

function isAnswer({ outcome }: WayLook): boolean {
  return outcome === 'open' || outcome === 'refused';
}

function isCut({ outcome }: WayLook, before: WayLook | undefined, action: CutAction): boolean {
  if (outcome === 'silent' || outcome === 'unreachable') return true;
  // Where nobody listened, a refusal tells nothing.
  return action === 'reject' && outcome === 'refused' && before?.outcome === 'open';
}

export function keyOf({ from, to }: Pick<WayLook, 'from' | 'to'>): string {
  return `${from}>${to}`;
}

function listed(ways: readonly WayLook[]): string {
  const words = ways.slice(0, 6).map(({ from, to, port }) => `${from} → ${to}:${port}`);
  return `${words.join(', ')}${ways.length > words.length ? ` and ${ways.length - words.length} more` : ''}`;
}
