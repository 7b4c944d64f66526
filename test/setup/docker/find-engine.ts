import { spawnSync } from 'node:child_process';
import { connectEngine } from '../../../src/docker/engine.ts';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { usePrivateEngine } from './private-engine.ts';

/** Vitest's main process, whose end is the suite's; set by the global set-up. */
const SUITE = 'SHAKEDOWN_TEST_SUITE';

/** Why tests that need a Docker Engine cannot run here, or `null`. Asks nothing of any engine. */
export function whyNoEngine(): string | null {
  if (named() !== null) return null;
  if (process.platform !== 'linux') return 'a test engine of our own needs Linux; name a throwaway one in SHAKEDOWN_TEST_DOCKER_HOST';
  if (process.getuid?.() !== 0) return 'a test engine of our own needs root; name a throwaway one in SHAKEDOWN_TEST_DOCKER_HOST';
  if (spawnSync('dockerd', ['--version'], { stdio: 'ignore' }).error !== undefined) return 'dockerd is not installed (Debian: docker.io)';
  return null;
}

/** True where tests against an engine can run; else says loudly, once a file, which do not. */
export function hasTestEngine(): boolean {
  const why = whyNoEngine();
  if (why !== null) process.stderr.write(`\nTESTS AGAINST A DOCKER ENGINE DO NOT RUN HERE: ${why}\n`);
  return why === null;
}

/**
 * The engine that tests may break: one that they started, or the one named in SHAKEDOWN_TEST_DOCKER_HOST; never DOCKER_HOST's or the
 * default socket's. Throws where the named one turns out to be the contributor's own under another name.
 */
export async function testEngine(): Promise<DockerEngine> {
  const url = named();
  if (url === null) return usePrivateEngine(Number(process.env[SUITE] ?? process.ppid));
  const engine = await connectEngine({ url, tlsFolder: null, from: 'SHAKEDOWN_TEST_DOCKER_HOST' }, AbortSignal.timeout(20_000));
  const own = [process.env['SHAKEDOWN_TEST_OWN_ENGINE'], 'unix:///var/run/docker.sock'].filter((one) => one !== undefined && one !== '');
  for (const other of own) {
    if (other === undefined) continue;
    const found = await connectEngine({ url: other, tlsFolder: null, from: 'own' }, AbortSignal.timeout(5_000)).catch(() => null);
    if (found?.id === engine.id && found.root === engine.root)
      throw new Error(`SHAKEDOWN_TEST_DOCKER_HOST names the engine that ${other} is: tests break what runs on it`);
  }
  return engine;
}

function named(): string | null {
  const url = process.env['SHAKEDOWN_TEST_DOCKER_HOST'];
  return url === undefined || url === '' ? null : url;
}
