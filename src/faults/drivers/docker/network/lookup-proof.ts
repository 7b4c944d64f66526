import type { EffectProof } from './effect-proof.ts';
import { proof } from './effect-proof.ts';

export interface Lookup {
  readonly instance: string;
  /** A record, or the word that there is none: either is an answer. */
  readonly answered: boolean;
  readonly tookMs: number;
}

const WHAT = 'lookups failed';
const NAME = /^[\w.-]+$/u;

/** Shell that asks the container's own resolver for a name, and says how long that took. Uptime counts in 10 ms. */
export function lookupScript(name: string): string {
  if (!NAME.test(name)) throw new Error(`${name} is no name to look up`);
  return [
    'server=; while read -r key value _; do [ "$key" = nameserver ] && [ -z "$server" ] && server=$value; done < /etc/resolv.conf',
    'read -r from _ < /proc/uptime',
    `said=$(timeout 2 nslookup ${name} "$server" 2>&1)`,
    'read -r to _ < /proc/uptime',
    'echo "asked $server from $from to $to"',
    'echo "$said"',
  ].join('\n');
}

export function parseLookup(instance: string, text: string): Lookup {
  const times = /^asked \S* from ([\d.]+) to ([\d.]+)$/mu.exec(text);
  if (times === null) throw new Error(`the observer did not look up: ${text}`);
  const answered = /^Name:|NXDOMAIN|can't find|No answer/mu.test(text);
  return { instance, answered, tookMs: Math.round((Number(times[2]) - Number(times[1])) * 1000) };
}

/** `look` asks in each container that still runs. */
export function createLookupProof(look: (signal: AbortSignal) => Promise<readonly Lookup[]>): EffectProof {
  const before = new Set<string>();
  const known = async (signal: AbortSignal): Promise<readonly Lookup[]> =>
    (await look(signal)).filter(({ instance }) => before.has(instance));
  return {
    async before(signal) {
      for (const { instance, answered } of await look(signal)) if (answered) before.add(instance);
    },
    async prove(signal) {
      if (before.size === 0) return proof(false, WHAT, null, 'no lookup was answered before');
      const lookups = await known(signal);
      const answered = lookups.filter((one) => one.answered);
      if (lookups.length === 0) return proof(false, WHAT, null, 'none of its containers runs any more');
      if (answered.length > 0) return proof(false, WHAT, null, `still answered: ${answered.map(({ instance }) => instance).join(', ')}`);
      const words = lookups.map(
        ({ instance, tookMs }) => `${instance} ${tookMs >= 2_000 ? 'no answer within 2 s' : `failed after ${tookMs} ms`}`,
      );
      return proof(true, WHAT, { value: Math.max(...lookups.map(({ tookMs }) => tookMs)), unit: 'ms' }, words.join(', '));
    },
    async proveGone(signal) {
      const lookups = await known(signal);
      const failed = lookups.filter((one) => !one.answered);
      if (failed.length > 0)
        return proof(false, WHAT, null, `still without an answer: ${failed.map(({ instance }) => instance).join(', ')}`);
      return proof(true, WHAT, { value: Math.max(0, ...lookups.map(({ tookMs }) => tookMs)), unit: 'ms' }, `${lookups.length} answered`);
    },
  };
}
