import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isLocalEngine } from '../docker/engine-address.ts';
import type { DockerEngine } from '../docker/engine.ts';

/** Where the engine's socket is on its own machine; where it is set, a watchdog goes there whatever the way to it. */
const SOCKET_VARIABLE = 'SHAKEDOWN_ENGINE_SOCKET';
const DEFAULT_SOCKET = '/var/run/docker.sock';
/** What engines mount into every container, from a folder that is named after it. */
const MOUNTED = ['/etc/hostname', '/etc/hosts', '/etc/resolv.conf'];

/** Whether the engine lives on when this process and its watchdog are lost together: it is on another machine, or this is a container. */
export async function outlivesUs(engine: DockerEngine, env: NodeJS.ProcessEnv): Promise<boolean> {
  if (!isLocalEngine(engine.address) || (env[SOCKET_VARIABLE] ?? '') !== '') return true;
  if (!isContained(env)) return false;
  // One in the same container as we are calls itself as we do; so does one whose network we share, and there we are its container.
  return engine.name !== hostname() || isOn(engine, ownContainer(await readFile('/proc/self/mountinfo', 'utf8').catch(() => '')));
}

/** The engine's socket, as its own machine has it: what is mounted into a container there. */
export function engineSocket(url: string, env: NodeJS.ProcessEnv): string {
  const named = env[SOCKET_VARIABLE] ?? '';
  if (named !== '') return named;
  const { protocol, pathname } = new URL(url);
  return protocol === 'unix:' ? decodeURIComponent(pathname) : DEFAULT_SOCKET;
}

/** The container that this process is in, by what is mounted there (`/proc/self/mountinfo`); `null` where that does not tell. */
export function ownContainer(mountInfo: string): string | null {
  for (const line of mountInfo.split('\n')) {
    const [, , , root = '', at = ''] = line.split(' ');
    const id = /\/([0-9a-f]{64})\//u.exec(root)?.[1];
    if (id !== undefined && MOUNTED.includes(at)) return id;
  }
  return null;
}

/** As Docker, Podman and systemd (https://systemd.io/CONTAINER_INTERFACE) let their guests know. */
function isContained(env: NodeJS.ProcessEnv): boolean {
  return existsSync('/.dockerenv') || existsSync('/run/.containerenv') || (env['container'] ?? '') !== '';
}

async function isOn(engine: DockerEngine, container: string | null): Promise<boolean> {
  if (container === null) return false;
  return engine
    .call('looking for our own container', (docker) => docker.getContainer(container).inspect())
    .then(
      () => true,
      () => false,
    );
}
