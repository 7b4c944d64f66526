import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'shakedown-test');
const FOLDER = join(CACHE, 'compose-v1');

/** Debian's Compose v1 with the libraries that it loads. The machine's own Python is all that it needs beside them. */
const LIBRARIES =
  'attr certifi chardet distro distutils docker dockerpty docopt dotenv idna jsonschema pyrsistent requests six texttable urllib3 websocket yaml';
const PACKAGES = ['docker-compose', ...LIBRARIES.split(' ').map((name) => `python3-${name}`)];

/** It finds its libraries from where it lies, and takes none of the machine's (`-S`). */
const START = `#!/bin/sh
usr=\${0%/*}/../root/usr
PYTHONPATH="$usr/lib/python3/dist-packages:$(echo "$usr"/lib/python3.*)" exec /usr/bin/python3 -S "$usr/bin/docker-compose" "$@"
`;

/**
 * A folder to be a whole PATH: `docker-compose` in it is Compose v1, and there is no `docker` that could have v2 as a plugin. Unpacked, and
 * not installed: the machine's own Compose stays what it is. Under `CI=true` or `SHAKEDOWN_TEST_INSTALL=1` it is fetched with apt, some
 * seconds, once a machine. `null`: none, as on systems that package v1 no more.
 */
export async function folderWithComposeV1(): Promise<string | null> {
  const bin = join(FOLDER, 'bin');
  if (existsSync(bin)) return bin;
  if (process.env['CI'] !== 'true' && process.env['SHAKEDOWN_TEST_INSTALL'] !== '1') return null;
  await mkdir(CACHE, { recursive: true });
  const draft = await mkdtemp(`${FOLDER}-`);
  try {
    await unpackInto(draft);
    await mkdir(join(draft, 'bin'));
    await writeFile(join(draft, 'bin', 'docker-compose'), START, { mode: 0o755 });
    const { stdout } = await run(join(draft, 'bin', 'docker-compose'), ['version', '--short']);
    if (!stdout.startsWith('1.')) throw new Error(`it is version ${stdout.trim()}`);
    await rename(draft, FOLDER);
    return bin;
  } catch (error) {
    process.stderr.write(`there is no Compose v1 here: ${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function unpackInto(folder: string): Promise<void> {
  const debs = join(folder, 'debs');
  await mkdir(debs);
  const download = () => run('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', ...PACKAGES], { cwd: debs });
  // A machine that knows of no packages yet.
  await download().catch(() => run('apt-get', ['update']).then(download));
  for (const deb of await readdir(debs)) await run('dpkg-deb', ['-x', join(debs, deb), join(folder, 'root')]);
  await rm(debs, { recursive: true });
}
