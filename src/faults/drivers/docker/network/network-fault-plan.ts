import type { PlannedFault } from '../../../../plan/run-plan.ts';
import { victimsOf } from '../../../../plan/check-blast-radius.ts';
import { lookupRules, trafficRules } from './network-rules.ts';
import type { Way } from './network-rules.ts';

/** A fault as rules: where they stand and what they say. */
export interface NetworkFaultPlan {
  readonly victims: readonly string[];
  readonly rulesFor: (table: string) => (victim: string) => readonly string[];
  readonly peersOf: ((victim: string) => readonly string[]) | null;
}

/** Throws for a fault that is none on the network of containers: `supports` says so before. */
export function planNetworkFault(fault: PlannedFault): NetworkFaultPlan {
  const { settings, target } = fault;
  const victims = victimsOf(fault);
  switch (settings.type) {
    case 'partition': {
      if (target.kind !== 'groups') break;
      const [first, second] = target.groups;
      const isFirst = victims === first;
      const effect = { kind: 'cut', action: settings.action } as const;
      const rules = { way: wayOf(settings.direction, isFirst), peers: 'listed', port: settings.port, effect } as const;
      return { victims, rulesFor: (table) => () => trafficRules(table, rules), peersOf: () => (isFirst ? second : first) };
    }
    case 'isolate': {
      const effect = { kind: 'cut', action: settings.action } as const;
      const rules = { way: settings.direction, peers: 'all', port: settings.port, effect } as const;
      return { victims, rulesFor: (table) => () => trafficRules(table, rules), peersOf: null };
    }
    case 'loss': {
      const rules = { way: settings.direction, peers: 'all', port: settings.port, effect: { kind: 'lose', rate: settings.rate } } as const;
      return { victims, rulesFor: (table) => () => trafficRules(table, rules), peersOf: null };
    }
    case 'dns':
      return { victims, rulesFor: (table) => () => lookupRules(table, settings.mode), peersOf: null };
    default:
  }
  throw new Error(`${settings.type} on ${target.name} is not a fault on the network of containers`);
}

/** `to` is what the first group sends to the second: out of the first, into the second. */
function wayOf(direction: 'both' | 'to' | 'from', victimsAreFirst: boolean): Way {
  if (direction === 'both') return 'both';
  return (direction === 'to') === victimsAreFirst ? 'out' : 'in';
}
