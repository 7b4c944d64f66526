import { spawnSync } from 'node:child_process';
import { findProgram } from './find-program.ts';

/** Programs that tests run and npm cannot bring, with the Debian package of each. */
const NEEDED: readonly { readonly program: string; readonly package: string; readonly unless?: string }[] = [
  { program: 'tmux', package: 'tmux' },
  { program: 'chromium', package: 'chromium' },
  { program: 'python3', package: 'python3-venv' },
  { program: 'ruby', package: 'ruby' },
  // Tests break an engine that they start themselves. Where another one is installed, none is added.
  { program: 'dockerd', package: 'docker.io', unless: 'podman' },
  { program: 'busybox', package: 'busybox-static' },
  { program: 'redis-server', package: 'redis-server' },
  { program: 'nft', package: 'nftables' },
  { program: 'faketime', package: 'faketime' },
];

export function hasProgram(program: string): boolean {
  return findProgram(program) !== null;
}

/** Vitest's global set-up: installs what is missing where that is allowed (`test:full`), as root on Debian and its kin; else says so. */
export default function installSystemPackages(): void {
  if (process.env['SHAKEDOWN_TEST_INSTALL'] !== '1') return;
  const missing = NEEDED.filter(({ program, unless }) => !hasProgram(program) && (unless === undefined || !hasProgram(unless)));
  if (missing.length === 0) return;
  const packages = missing.map((each) => each.package);
  process.stdout.write(`Installing what the tests need: ${packages.join(', ')}\n`);
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { status, error } = spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (status === 0) continue;
    throw new Error(`apt-get ${args.join(' ')} failed (${error?.message ?? `exit ${status}`}); install ${packages.join(', ')} by hand`);
  }
}
