import { EXIT, UserError } from '../errors/user-error.ts';
import { hostScope } from '../manifest/references/host-scope.ts';
import { ProxyServer } from '../proxy/proxy-server.ts';
import { describePortHolder } from '../stack/port-holder.ts';
import { drawSeed } from './draw-seed.ts';
import { entryFile } from './entry-file.ts';
import { populateProxies } from './populate-proxies.ts';

const DRAIN_MS = 5_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface ProxyOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** `null`: drawn. */
  readonly seed: number | null;
  /** Toxiproxy's config file: the array that `/populate` takes. */
  readonly configPath: string | null;
  readonly say: (line: string) => void;
  readonly warn: (line: string) => void;
}

/**
 * Runs the embedded fault proxy in this process until a signal ends it, healing first. Throws a UserError: 6 where it cannot listen, 2
 * for a config file that is none.
 */
export async function proxy({ host, port, seed, configPath, say, warn }: ProxyOptions): Promise<void> {
  const chosen = seed ?? drawSeed();
  const server = new ProxyServer({
    seed: chosen,
    wakeThread: entryFile(import.meta.url, '../proxy/wake-thread.main'),
    deafListener: entryFile(import.meta.url, '../proxy/deaf-listener.main'),
  });
  const end = nextSignal();
  // Neither the wait for the last thread nor the one for a signal keeps Node from ending by itself.
  const alive = setInterval(() => undefined, 60_000);
  try {
    const apiUrl = await server.listen(host, port).catch((error: unknown) => refuse(error, host, port));
    if (hostScope(host) !== 'loopback' || host === '0.0.0.0' || host === '::') {
      warn(`warning: whoever reaches ${host} can change and break the traffic through this proxy`);
    }
    const proxies = configPath === null ? [] : await populateProxies(apiUrl, configPath);
    for (const { name, listen, upstream } of proxies) say(`proxy ${name}: ${listen} → ${upstream}`);
    say(`the fault proxy listens on ${apiUrl} (seed ${chosen}); Ctrl-C heals and ends it`);
    await end.first;
    say('toxics off; traffic may finish');
    await Promise.race([server.healAndDrain(DRAIN_MS), end.second]);
  } finally {
    end.dispose();
    await server.close();
    clearInterval(alive);
  }
}

interface Signals {
  readonly first: Promise<void>;
  readonly second: Promise<void>;
  dispose(): void;
}

function nextSignal(): Signals {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  let count = 0;
  const listener = (): void => {
    count += 1;
    (count === 1 ? first : second).resolve();
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  const dispose = (): void => SIGNALS.forEach((signal) => process.off(signal, listener));
  return { first: first.promise, second: second.promise, dispose };
}

async function refuse(error: unknown, host: string, port: number): Promise<never> {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const taken = code === 'EADDRINUSE';
  const holder = taken ? await describePortHolder(port) : null;
  const why = taken
    ? `is taken${holder === null ? '' : ` by ${holder}`}`
    : `cannot be opened: ${error instanceof Error ? error.message : String(error)}`;
  throw new UserError(`port ${port} on ${host} ${why}`, {
    exitCode: EXIT.unreachable,
    where: `${host}:${port}`,
    try: taken ? 'end what holds it, or choose another with --port (0 takes a free one)' : 'choose another --host or --port',
    cause: error,
  });
}
