import { spawnSync } from 'node:child_process';

/** Programs that tests run and npm cannot bring, with the Debian package of each. */
const NEEDED = [
  { program: 'tmux', package: 'tmux' },
  { program: 'python3', package: 'python3-venv' },
  { program: 'ruby', package: 'ruby' },
] as const;

export function hasProgram(program: string): boolean {
  return spawnSync(program, ['-V'], { stdio: 'ignore' }).error === undefined;
}

/** Vitest's global set-up: installs what is missing where that is allowed (`test:full`), as root on Debian and its kin; else says so. */
export default function installSystemPackages(): void {
  const missing = NEEDED.filter(({ program }) => !hasProgram(program));
  if (missing.length === 0 || process.env['SHAKEDOWN_TEST_INSTALL'] !== '1') return;
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
