import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { isLocalEngine } from '../docker/engine-address.ts';
import type { DockerEngine } from '../docker/engine.ts';

/** Where the engine's socket is on its own machine; where it is set, a watchdog goes there whatever the way to it. */
const SOCKET_VARIABLE = 'SHAKEDOWN_ENGINE_SOCKET';
const DEFAULT_SOCKET = '/var/run/docker.sock';

/** Whether the engine lives on when this process and its watchdog are lost together: it is on another machine, or this is a container. */
export function outlivesUs({ address, name }: Pick<DockerEngine, 'address' | 'name'>, env: NodeJS.ProcessEnv): boolean {
  if (!isLocalEngine(address) || (env[SOCKET_VARIABLE] ?? '') !== '') return true;
  // One in the same container as we are calls itself as we do.
  return isContained(env) && name !== hostname();
}

/** The engine's socket, as its own machine has it: what is mounted into a container there. */
export function engineSocket(url: string, env: NodeJS.ProcessEnv): string {
  const named = env[SOCKET_VARIABLE] ?? '';
  if (named !== '') return named;
  const { protocol, pathname } = new URL(url);
  return protocol === 'unix:' ? decodeURIComponent(pathname) : DEFAULT_SOCKET;
}

/** As Docker, Podman and systemd (https://systemd.io/CONTAINER_INTERFACE) let their guests know. */
function isContained(env: NodeJS.ProcessEnv): boolean {
  return existsSync('/.dockerenv') || existsSync('/run/.containerenv') || (env['container'] ?? '') !== '';
}
