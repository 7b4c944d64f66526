import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, copyFile, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const NODE = fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url));
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'shakedown-test', 'images');
const MERGED = ['bin', 'sbin', 'lib', 'lib64'];

export interface RootPlan {
  readonly name: string;
  /** Debian packages; what they depend on comes with them. */
  readonly packages: readonly string[];
  /** Packages that come with the others and nothing here needs, by the start of their name. */
  readonly without: readonly string[];
  /** Accounts of /etc/passwd beside root, numbered from 100, each with the folders that are its own. */
  readonly users: Readonly<Record<string, readonly string[]>>;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * A tar with the packages' files, Busybox for every tool that they lack, and the project's own Node; kept from run to run.
 * Nothing is installed: packages are fetched as if the machine had none, unpacked, and never configured. Throws without apt or root.
 */
export async function debianRoot(plan: RootPlan): Promise<string> {
  const key = createHash('sha256')
    .update(await readFile(fileURLToPath(import.meta.url)))
    .update(JSON.stringify(plan));
  const tar = join(CACHE, `${plan.name}-${key.digest('hex').slice(0, 12)}.tar`);
  if (await isThere(tar)) return tar;
  process.stderr.write(`Making a test image of ${plan.packages.join(', ')}, once on this machine.\n`);
  const folder = await mkdtemp(join(tmpdir(), 'debian-root-'));
  try {
    const root = join(folder, 'root');
    await mkdir(join(root, 'usr'), { recursive: true });
    for (const name of MERGED) {
      await mkdir(join(root, 'usr', name));
      await symlink(`usr/${name}`, join(root, name));
    }
    await unpack(plan, folder, root);
    await complete(plan, root);
    await mkdir(CACHE, { recursive: true });
    await run('tar', ['-C', root, '-cf', `${tar}.${process.pid}`, '.']);
    await rename(`${tar}.${process.pid}`, tar);
    return tar;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function unpack(plan: RootPlan, folder: string, root: string): Promise<void> {
  const debs = join(folder, 'debs');
  await mkdir(join(debs, 'partial'), { recursive: true });
  const options = ['Dir::State::status=/dev/null', `Dir::Cache::archives=${debs}`, 'Debug::NoLocking=1', 'APT::Sandbox::User=root'];
  const flags = options.flatMap((option) => ['-o', option]);
  const wanted = ['busybox-static', 'bash', ...plan.packages];
  await run('apt-get', [...flags, '--download-only', '--no-install-recommends', '-y', 'install', ...wanted], { maxBuffer: 1e8 });
  const skipped = plan.without.map((name) => `! -name '${name}*'`).join(' ');
  const untar = `tar x --keep-directory-symlink --exclude=./usr/share/doc --exclude=./usr/share/man -C '${root}'`;
  await run('sh', ['-ec', `find '${debs}' -name '*.deb' ${skipped} | while read deb; do dpkg-deb --fsys-tarfile "$deb" | ${untar}; done`]);
}

async function complete(plan: RootPlan, root: string): Promise<void> {
  await rm(join(root, 'var/run'), { recursive: true, force: true });
  await symlink('/run', join(root, 'var/run'));
  await copyFile(NODE, join(root, 'usr/bin/node'));
  const names = Object.keys(plan.users);
  const accounts = names.map((name, index) => `${name}:x:${100 + index}:${100 + index}:${name}:/:/bin/sh\n`);
  const etc = {
    'etc/passwd': `root:x:0:0:root:/root:/bin/sh\n${accounts.join('')}`,
    'etc/group': `root:x:0:\n${names.map((name, index) => `${name}:x:${100 + index}:\n`).join('')}`,
    'etc/nsswitch.conf': 'hosts: files dns\n',
  };
  for (const [path, text] of Object.entries({ ...etc, ...plan.files })) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text, { mode: path.includes('bin/') ? 0o755 : 0o644 });
  }
  const tools = `for tool in $(bin/busybox --list); do [ -e bin/$tool ] || [ -e sbin/$tool ] || ln -s busybox bin/$tool; done`;
  const folders = names.flatMap(
    (name, index) => plan.users[name]?.map((path) => `mkdir -p .${path}; chown -R ${100 + index}:${100 + index} .${path}`) ?? [],
  );
  await run('sh', ['-ec', ['ln -sf bash bin/sh', tools, 'mkdir -p tmp app data; chmod 1777 tmp', ...folders].join('\n')], { cwd: root });
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
