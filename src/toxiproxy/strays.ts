import { runOf, untilOf } from './proxy-name.ts';
import { createToxiproxyServer } from './toxiproxy-server.ts';

/** Something on a Toxiproxy that carries a run's name, found without any file of ours. */
export type Stray =
  | {
      readonly kind: 'proxy';
      readonly run: string;
      readonly proxy: string;
      /** When its run is over at the latest; `null`: it does not say. */
      readonly until: Date | null;
    }
  /** On a proxy of somebody else's. */
  | { readonly kind: 'toxic'; readonly run: string; readonly proxy: string; readonly toxic: string };

/** Proxies of runs, and toxics of runs on proxies of others; the one that says how long a run may live comes last of its run. */
export async function findStrays(apiUrl: string, signal: AbortSignal): Promise<readonly Stray[]> {
  const proxies = await createToxiproxyServer({ apiUrl, run: '' }).toxics(signal);
  const strays = [...proxies].flatMap(([name, toxics]): Stray[] => {
    const run = runOf(name);
    if (run !== null) return [{ kind: 'proxy', run, proxy: name, until: untilOf(name) }];
    return toxics.flatMap((toxic): Stray[] => {
      const of = runOf(toxic);
      return of === null ? [] : [{ kind: 'toxic', run: of, proxy: name, toxic }];
    });
  });
  const isLast = (stray: Stray): number => Number(stray.kind === 'proxy' && stray.until !== null);
  return strays.toSorted((a, b) => isLast(a) - isLast(b));
}

/** Idempotent; throws where it is still there. */
export async function removeStray(apiUrl: string, stray: Stray, signal: AbortSignal): Promise<void> {
  const { run, proxy } = stray;
  if (stray.kind === 'proxy') await createToxiproxyServer({ apiUrl, run }).deleteProxy(proxy, signal);
  else await createToxiproxyServer({ apiUrl, run, standing: [proxy] }).removeToxic(proxy, stray.toxic, signal);
}
