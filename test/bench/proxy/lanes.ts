import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ProxyHandle } from '../../contract/proxy/api-client.ts';
import { ApiClient } from '../../contract/proxy/api-client.ts';
import type { RunningServer } from '../../contract/proxy/servers-under-test.ts';
import { serversUnderTest } from '../../contract/proxy/servers-under-test.ts';

export interface PeerPorts {
  readonly http: number;
  readonly source: number;
  readonly sink: number;
}

/** One way from the client to the far end: directly, through Toxiproxy, or through ours. */
export interface Lane {
  readonly title: 'direct' | 'toxiproxy' | 'embedded';
  readonly ports: PeerPorts;
  /** `null`: no proxy on this lane. */
  readonly proxies: {
    readonly api: ApiClient;
    readonly http: ProxyHandle;
    readonly source: ProxyHandle;
    readonly sink: ProxyHandle;
  } | null;
  readonly pid: number | null;
}

/** Every lane that this machine has, and what ends them. */
export async function openLanes(): Promise<{ readonly lanes: readonly Lane[]; close(): Promise<void> }> {
  const peer = spawn(process.execPath, [fileURLToPath(new URL('./peer.main.ts', import.meta.url))], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line]: Buffer[] = await once(peer.stdout, 'data');
  const { http, source, sink }: { http: number[]; source: number; sink: number } = JSON.parse(String(line));
  const lanes: Lane[] = [{ title: 'direct', ports: { http: http[0] ?? 0, source, sink }, proxies: null, pid: null }];
  const servers: RunningServer[] = [];
  for (const under of await serversUnderTest()) {
    const server = under.real ? await under.start() : await startBeside();
    servers.push(server);
    const { api } = server;
    const own = http[lanes.length] ?? 0;
    const proxies = { api, http: await api.proxyTo(own), source: await api.proxyTo(source), sink: await api.proxyTo(sink) };
    const through = { http: proxies.http.port, source: proxies.source.port, sink: proxies.sink.port };
    lanes.push({ title: under.real ? 'toxiproxy' : 'embedded', ports: through, proxies, pid: server.pid });
  }
  return {
    lanes,
    close: async () => {
      for (const server of servers) await server.stop();
      peer.stdin.end();
      await once(peer, 'exit');
    },
  };
}

/**
 * The embedded server in the session of the benchmark. A run starts it in one of its own, which the kernel's autogroups would schedule
 * against all the others as one: on a busy machine that compares sessions, not servers.
 */
async function startBeside(): Promise<RunningServer> {
  const entry = fileURLToPath(new URL('../../../src/app/proxy.main.ts', import.meta.url));
  const child = spawn(process.execPath, [entry, '--drain-ms', '0'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line]: Buffer[] = await once(child.stdout, 'data');
  const { apiUrl, pid }: { apiUrl: string; pid: number } = JSON.parse(String(line));
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await once(child, 'exit');
  };
  return { api: new ApiClient(apiUrl), pid, stop };
}
