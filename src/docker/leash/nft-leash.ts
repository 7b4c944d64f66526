import type { DockerEngine } from '../engine.ts';
import { openLeash } from './open-leash.ts';
import type { Leash, LeashSpec } from './open-leash.ts';

/**
 * How a rule set ends with its holder. `kernel`: the table belongs to the helper’s socket (`flags owner`, Linux 5.12), and goes with it,
 * killed or not. `helper` (weak): the helper deletes it when it ends, unless it is killed itself.
 */
export type LeashClass = 'kernel' | 'helper';

/** A helper in a container's network namespace that holds one nft table. */
export interface NftLeash {
  readonly leash: Leash;
  readonly table: string;
  /** All commands or none, as one transaction. Throws nft's own words. Returns the table as it stands then. */
  apply(commands: readonly string[], signal: AbortSignal): Promise<string>;
}

export type NftLeashSpec = Omit<LeashSpec, 'capability' | 'command' | 'after' | 'networkOf'> & {
  readonly networkOf: string;
  readonly table: string;
  readonly class: LeashClass;
};

const ERROR = /^Error: .*$/mu;

/** nft, or the kernel behind it, said no; nothing was changed. */
export class NftRefused extends Error {}

export async function openNftLeash(engine: DockerEngine, spec: NftLeashSpec, signal: AbortSignal): Promise<NftLeash> {
  const { table } = spec;
  const weak = spec.class === 'helper' ? { after: `nft delete table inet ${table}` } : {};
  const leash = await openLeash(engine, { ...spec, capability: 'NET_ADMIN', command: 'nft -i', ...weak }, signal);
  return {
    leash,
    table,
    async apply(commands, applying) {
      // One line is one transaction; the listing after it tells that it was carried out.
      const answer = await leash.talk.ask(
        `${commands.join('; ')}\nlist table inet ${table}\n`,
        (said) => /^\}$/mu.test(said) || (ERROR.test(said) && said.endsWith('\n')),
        applying,
      );
      const refused = ERROR.exec(answer)?.[0];
      if (refused !== undefined) throw new NftRefused(`nft refused the rules: ${refused}`);
      return answer;
    },
  };
}

/** The command that makes the table which its leash holds. */
export function addTable(table: string, leashClass: LeashClass): string {
  return leashClass === 'kernel' ? `add table inet ${table} { flags owner; }` : `add table inet ${table}`;
}
