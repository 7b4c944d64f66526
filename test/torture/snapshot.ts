import { execFile } from 'node:child_process';
import { readFile, readdir, readlink, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { processesOf } from '../e2e/processes-of.ts';
import { askEngine } from './ask-engine.ts';

const run = promisify(execFile);

/** Where to look. Nothing here, nor in what it calls, is code that undoes anything. */
export interface Place {
  /** Processes are told by it: everything that a run starts inherits it. */
  readonly stateHome: string;
  /** Where the run's temporary files go. */
  readonly temporary: string;
  /** The engine's socket; `null`: no containers. */
  readonly socket: string | null;
  /** Of a Toxiproxy that stood before; `null`: none. */
  readonly proxyApi: string | null;
  /** Ports on which the run's processes were seen to listen. */
  readonly ports: ReadonlySet<number>;
}

/** The state of a system in lines that can be compared, each with its place in it. */
export type Snapshot = readonly string[];

export const DISK_FILLER = 'filler';

export async function takeSnapshot(place: Place): Promise<Snapshot> {
  const parts = await Promise.all([
    processesOf(place.stateHome).then((all) => all.map(({ pid, command, state }) => `process ${pid} ${state} ${command}`)),
    files(place.stateHome, 'state'),
    files(place.temporary, 'temporary'),
    listening().then((ports) => ports.filter((port) => place.ports.has(port)).map((port) => `port ${port}`)),
    place.socket === null ? [] : containers(place.socket),
    place.proxyApi === null ? [] : proxies(place.proxyApi),
  ]);
  return parts.flat().toSorted();
}

/** What is in one and not in the other: `+` came, `-` went. */
export function differences(before: Snapshot, after: Snapshot): readonly string[] {
  return [
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
  ];
}

/** Ports on which processes of the run listen now. */
export async function portsOf(stateHome: string): Promise<readonly number[]> {
  const inodes = new Set<string>();
  for (const { pid } of await processesOf(stateHome)) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
      const [, inode] = /^socket:\[(\d+)\]$/u.exec(target) ?? [];
      if (inode !== undefined) inodes.add(inode);
    }
  }
  return (await sockets()).filter(({ inode }) => inodes.has(inode)).map(({ port }) => port);
}

/** Tables of rules that are ours, in the network of each process. Throws where it cannot be seen. */
export async function ourTables(pids: readonly number[]): Promise<readonly string[]> {
  const listed = await Promise.all(pids.map((pid) => nftIn(pid, 'list', 'tables')));
  return listed.flatMap((text) => text.split('\n').filter((line) => line.includes('shakedown')));
}

/**
 * Every rule in a container's network, as one text: also of tables that are nobody's of ours. Ports of the engine's own name server
 * change whenever a container begins.
 */
async function rulesOf({ Name, State }: ContainerSeen): Promise<readonly string[]> {
  const text = await nftIn(State.Pid, '-s', 'list', 'ruleset');
  const told = text.replaceAll(/127\.0\.0\.11:\d+|(?<=[ds]port )\d{4,}/gu, '*').replaceAll(/\s+/gu, ' ');
  return told.trim() === '' ? [] : [`rules ${Name} ${told}`];
}

/** What cannot be seen must never count as gone: but for a process that has ended, and its network with it, a failure is thrown. */
async function nftIn(pid: number, ...args: readonly string[]): Promise<string> {
  try {
    return (await run('nsenter', ['-t', String(pid), '-n', 'nft', ...args])).stdout;
  } catch (error) {
    if (await hasEnded(pid)) return '';
    throw error;
  }
}

async function hasEnded(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat === null || / [ZX] /u.test(stat.slice(stat.lastIndexOf(')') + 1, stat.lastIndexOf(')') + 4));
}

export async function listContainers(socket: string): Promise<readonly ContainerSeen[]> {
  const listed: readonly { readonly Id: string }[] = await askEngine(socket, '/containers/json?all=1');
  const all = await Promise.all(listed.map(({ Id }) => askEngine<ContainerSeen>(socket, `/containers/${Id}/json`).catch(() => null)));
  return all.filter((one) => one !== null);
}

export interface ContainerSeen {
  readonly Id: string;
  readonly Name: string;
  readonly State: { readonly Status: string; readonly Pid: number };
  readonly Config: { readonly Labels: Readonly<Record<string, string>> | null };
  readonly HostConfig: Readonly<Record<string, unknown>>;
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly Aliases: readonly string[] | null }>> };
}

const LIMITS = ['Memory', 'MemorySwap', 'CpuQuota', 'CpuPeriod', 'NanoCpus', 'PidsLimit', 'RestartPolicy'] as const;

/** What a container may use, and how much of its own disk is left. */
export async function meansOf({ HostConfig, State: { Pid: pid } }: ContainerSeen): Promise<string> {
  const limits = LIMITS.map((key) => JSON.stringify(HostConfig[key] ?? null));
  if (pid === 0) return limits.join(' ');
  const processLimits = await readFile(`/proc/${pid}/limits`, 'utf8').catch(() => '');
  const [, files = 'gone'] = /^Max open files\s+(\S+)/mu.exec(processLimits) ?? [];
  const hasDisk = Object.keys(Object(HostConfig['Tmpfs'])).includes('/data');
  const free = hasDisk ? await statfs(`/proc/${pid}/root/data`).catch(() => null) : null;
  return [...limits, `files=${files}`, ...(free === null ? [] : [`free=${free.bfree}`])].join(' ');
}

async function containers(socket: string): Promise<readonly string[]> {
  const all = await listContainers(socket);
  const rules = await Promise.all(all.filter(({ State }) => State.Status === 'running').map(rulesOf));
  const means = await Promise.all(all.map((one) => meansOf(one)));
  const [networks, volumes] = await Promise.all([
    askEngine<readonly { readonly Name: string }[]>(socket, '/networks'),
    askEngine<{ readonly Volumes: readonly { readonly Name: string }[] | null }>(socket, '/volumes'),
  ]);
  return [
    ...all.map(({ Id, Name, State, NetworkSettings }, at) => {
      const joined = Object.entries(NetworkSettings.Networks).map(
        ([name, { Aliases }]) => `${name}(${[...(Aliases ?? [])].toSorted().join(',')})`,
      );
      return `container ${Name} ${Id.slice(0, 12)} ${State.Status} ${means[at] ?? ''} ${joined.join(' ')}`;
    }),
    ...rules.flat(),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...(volumes.Volumes ?? []).map(({ Name }) => `volume ${Name}`),
  ];
}

async function proxies(api: string): Promise<readonly string[]> {
  const answer = await fetch(`${api}/proxies`, { signal: AbortSignal.timeout(5_000) });
  const all: unknown = await answer.json();
  return Object.entries(Object(all)).map(([name, proxy]) => `proxy ${name} ${JSON.stringify(proxy)}`);
}

async function files(folder: string, what: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => !entry.isDirectory() && entry.name !== DISK_FILLER)
    .map((entry) => `${what} ${join(entry.parentPath, entry.name).slice(folder.length)}`);
}

async function listening(): Promise<readonly number[]> {
  return (await sockets()).map(({ port }) => port);
}

async function sockets(): Promise<readonly { readonly port: number; readonly inode: string }[]> {
  const texts = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')));
  return texts
    .flatMap((text) => text.trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/u))
    .filter((fields) => fields[3] === '0A')
    .map((fields) => ({ port: Number.parseInt(fields[1]?.split(':')[1] ?? '', 16), inode: fields[9] ?? '' }));
}
