import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { debianRoot, type RootPlan } from './debian-root.ts';

const run = promisify(execFile);
const SERVICES = fileURLToPath(new URL('../../../experiments/shop/services', import.meta.url));
const IMPORT_LIMIT_MS = 300_000;

const POSTGRES_START = `#!/bin/sh
# Makes the cluster and its one database at the first start, then becomes the server. No password: only its own project reaches it.
set -e
export PATH=/usr/lib/postgresql/15/bin:$PATH PGDATA=/var/lib/postgresql/data
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --no-sync --auth trust --username "$POSTGRES_USER" --encoding UTF8 --locale C.UTF-8 >/dev/null
  echo 'host all all all trust' >> "$PGDATA/pg_hba.conf"
  printf "listen_addresses = '*'\\njit = off\\nfsync = off\\nshared_buffers = 16MB\\n" >> "$PGDATA/postgresql.conf"
  echo "CREATE DATABASE $POSTGRES_DB" | postgres --single -D "$PGDATA" postgres >/dev/null
fi
exec postgres
`;

const BACKING: RootPlan = {
  name: 'shop-backing',
  packages: ['redis-server', 'redis-tools', 'postgresql-15', 'rabbitmq-server'],
  without: [
    'libllvm',
    'libz3',
    'perl',
    'libperl',
    'python3',
    'libpython3',
    'locales',
    'libc-l10n',
    'cron',
    'dpkg',
    'debconf',
    'adduser',
    'usrmerge',
    'erlang-snmp',
  ],
  users: {
    node: ['/app'],
    redis: ['/var/lib/redis'],
    postgres: ['/var/lib/postgresql', '/var/lib/postgresql/data', '/run/postgresql'],
    rabbitmq: ['/var/lib/rabbitmq', '/var/log/rabbitmq', '/etc/rabbitmq'],
  },
  files: { 'usr/bin/postgres-start': POSTGRES_START, 'etc/rabbitmq/rabbitmq.conf': 'loopback_users.guest = false\n' },
};

const TOOLS = 'ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** How each image of the shop starts, as the published ones do. */
const IMAGES = {
  SHOP_REDIS_IMAGE: ['USER redis', 'WORKDIR /var/lib/redis'],
  SHOP_POSTGRES_IMAGE: ['USER postgres', 'ENTRYPOINT ["postgres-start"]'],
  SHOP_RABBITMQ_IMAGE: [
    'USER rabbitmq',
    'ENV HOME=/var/lib/rabbitmq',
    'ENV RABBITMQ_LOGS=-',
    'ENTRYPOINT ["/usr/lib/rabbitmq/bin/rabbitmq-server"]',
  ],
  SHOP_SERVICE_IMAGE: ['USER node', 'WORKDIR /app', 'ENTRYPOINT ["node"]'],
} as const;

export type ShopImages = Readonly<Record<keyof typeof IMAGES, string>>;

/** The shop's four images on the engine, as the variables that its compose file reads; made of Debian's packages unless they are there. */
export async function shopImages(engine: DockerEngine): Promise<ShopImages> {
  const tar = await debianRoot(BACKING);
  const base = `shakedown-test/shop-base:${basename(tar, '.tar').split('-').at(-1) ?? ''}`;
  if (!(await hasImage(engine, base))) await importTar(engine, tar, base);
  const services = await servicesKey(base);
  const make = async (name: keyof typeof IMAGES): Promise<readonly [string, string]> => {
    const what = name.split('_')[1]?.toLowerCase() ?? '';
    const tag = `shakedown-test/shop-${what}:${services}`;
    if (!(await hasImage(engine, tag))) await derive(engine, base, tag, IMAGES[name], name === 'SHOP_SERVICE_IMAGE');
    return [name, tag];
  };
  const [redis, postgres, rabbitmq, service] = [
    await make('SHOP_REDIS_IMAGE'),
    await make('SHOP_POSTGRES_IMAGE'),
    await make('SHOP_RABBITMQ_IMAGE'),
    await make('SHOP_SERVICE_IMAGE'),
  ];
  return { SHOP_REDIS_IMAGE: redis[1], SHOP_POSTGRES_IMAGE: postgres[1], SHOP_RABBITMQ_IMAGE: rabbitmq[1], SHOP_SERVICE_IMAGE: service[1] };
}

/** A container that never starts, with the services in it where asked, committed with its instructions: no builder is needed. */
async function derive(engine: DockerEngine, base: string, tag: string, changes: readonly string[], withServices: boolean): Promise<void> {
  const { id } = await engine.call('making a test image', (docker) => docker.createContainer({ Image: base, Cmd: ['true'] }));
  try {
    if (withServices) await putServices(engine, id);
    const [repo, version] = tag.split(':');
    await engine.call(
      'committing a test image',
      (docker) => docker.getContainer(id).commit({ repo, tag: version, changes: [TOOLS, 'CMD []', ...changes].join('\n') }),
      { limitMs: IMPORT_LIMIT_MS },
    );
  } finally {
    await engine.call('removing a container', (docker) => docker.getContainer(id).remove({ force: true, v: true }));
  }
}

async function putServices(engine: DockerEngine, id: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'shop-services-'));
  try {
    const app = join(folder, 'app');
    await mkdir(app);
    for (const name of ['src', 'package.json', 'package-lock.json']) await cp(join(SERVICES, name), join(app, name), { recursive: true });
    await run('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: app });
    await run('tar', ['-C', folder, '--owner=0', '--group=0', '-cf', join(folder, 'app.tar'), 'app']);
    await engine.call('copying the services', (docker) => docker.getContainer(id).putArchive(join(folder, 'app.tar'), { path: '/' }), {
      limitMs: IMPORT_LIMIT_MS,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function importTar(engine: DockerEngine, tar: string, tag: string): Promise<void> {
  const [repo, version] = tag.split(':');
  await engine.call(
    'importing a test image',
    async (docker) => {
      const stream = await docker.importImage(tar, { repo, tag: version, changes: TOOLS });
      await new Promise<void>((resolve, reject) =>
        docker.modem.followProgress(stream, (error: Error | null) => (error === null ? resolve() : reject(error))),
      );
    },
    { limitMs: IMPORT_LIMIT_MS },
  );
}

function hasImage(engine: DockerEngine, tag: string): Promise<boolean> {
  return engine
    .call('looking for a test image', (docker) => docker.getImage(tag).inspect())
    .then(
      () => true,
      () => false,
    );
}

async function servicesKey(base: string): Promise<string> {
  const hash = createHash('sha256').update(base).update(JSON.stringify(IMAGES));
  const sources = (await readdir(join(SERVICES, 'src'))).sort().map((name) => join('src', name));
  for (const name of ['package-lock.json', ...sources]) hash.update(await readFile(join(SERVICES, name)));
  return hash.digest('hex').slice(0, 12);
}
