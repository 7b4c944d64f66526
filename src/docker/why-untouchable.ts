/** What of a container reaches beyond it, as an engine or a compose file says it. */
export interface Reach {
  readonly networkMode: string;
  readonly pidMode: string;
  readonly privileged: boolean;
  /** Added, with or without `CAP_`. */
  readonly capabilities: readonly string[];
  /** Folders and files of the engine's machine that are mounted into it. */
  readonly sources: readonly string[];
}

const ENGINE_SOCKETS = /(?:^|\/)(?:docker|podman|containerd|crio)\.sock$/u;

/** With these a process can do to the engine's machine what it likes. */
const OWNER_CAPABILITIES = new Set(['ALL', 'SYS_ADMIN', 'SYS_MODULE', 'SYS_RAWIO', 'SYS_BOOT', 'DAC_READ_SEARCH', 'BPF']);

/** Where an engine, or another manager of containers, keeps what it lives on. */
const ENGINE_FOLDERS = /^\/(?:var\/lib|var\/run|run)\/(?:docker|containerd|containers|kubelet|crio)(?:\/|$)/u;

/** Of the machine itself; what lies deeper (`/etc/localtime`, `/var/lib/app`) is nobody's but the container's. */
const MACHINE_FOLDERS = new Set([
  '/',
  '/boot',
  '/dev',
  '/etc',
  '/proc',
  '/run',
  '/sys',
  '/sys/fs/cgroup',
  '/usr',
  '/var',
  '/var/lib',
  '/var/run',
]);

/**
 * Pure: why no fault may touch a container, in words that end a sentence; `null` where one may. Nothing allows it after all: who starves
 * or ends what runs the machine harms more than the stack.
 */
export function whyUntouchable({ networkMode, pidMode, privileged, capabilities, sources }: Reach): string | null {
  if (networkMode === 'host') return 'it shares the network of the engine’s machine';
  if (pidMode === 'host') return 'it shares the processes of the engine’s machine';
  if (/^(?:container|service):/u.test(pidMode)) return 'it shares the processes of another container';
  if (privileged) return 'it is privileged: it can touch the engine’s machine';
  const owner = capabilities.map((one) => one.toUpperCase().replace(/^CAP_/u, '')).find((one) => OWNER_CAPABILITIES.has(one));
  if (owner !== undefined) return `it has the capability ${owner}: it can touch the engine’s machine`;
  const folders = sources.map((source) => (source.length > 1 ? source.replace(/\/+$/u, '') : source));
  if (folders.some((source) => ENGINE_SOCKETS.test(source))) return 'it holds the engine’s socket: it is part of the infrastructure';
  const deep = folders.find((source) => ENGINE_FOLDERS.test(source) || MACHINE_FOLDERS.has(source));
  return deep === undefined ? null : `it holds ${deep} of the engine’s machine: it is part of the infrastructure`;
}
