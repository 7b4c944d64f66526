import { randomBytes } from 'node:crypto';
import type { HostConfig } from 'dockerode';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { COMPOSE, RUN_LABEL } from '../../../src/docker/labels.ts';
import type { ContainerDirectory } from '../../../src/faults/drivers/docker/network/networked-container.ts';

/** Containers labelled as compose labels them, on a network of their own. */
export interface LabelledStack {
  readonly project: string;
  readonly run: string;
  readonly directory: ContainerDirectory;
  idOf(service: string): Promise<string>;
  /** Starts a service's container; every one serves HTTP on 8080. */
  add(service: string, options?: ServiceOptions): Promise<string>;
  remove(service: string): Promise<void>;
  restart(service: string): Promise<void>;
  dispose(): Promise<void>;
}

export interface ServiceOptions {
  readonly networkMode?: string;
  readonly restart?: string;
  readonly command?: readonly string[];
  /** Its port 8080, or another one, on 127.0.0.1 of the engine's machine; `everywhere`: on all its addresses. */
  readonly publish?: true | 'everywhere';
  readonly port?: number;
  readonly image?: string;
  /** Beside the stack's own. */
  readonly networks?: readonly string[];
  readonly hostConfig?: HostConfig;
  readonly readOnly?: true;
  readonly env?: readonly string[];
  /** Shell command, once a second. */
  readonly health?: string;
}

const SERVE = ['httpd', '-f', '-p', '8080', '-h', '/'];

export async function labelledStack(engine: DockerEngine, image: string, services: readonly string[]): Promise<LabelledStack> {
  const project = `sdtest${randomBytes(4).toString('hex')}`;
  const run = randomBytes(4).toString('hex');
  const network = await engine.call('creating a network', (docker) =>
    docker.createNetwork({ Name: `${project}_default`, Labels: { [COMPOSE.project]: project } }),
  );
  const directory = directoryOf(engine, project);

  const stack: LabelledStack = {
    project,
    run,
    directory,
    async idOf(service) {
      const all = await directory.list(AbortSignal.timeout(10_000));
      const found = all.find(({ instance }) => instance === service);
      if (found === undefined) throw new Error(`${service} does not stand`);
      return found.id;
    },
    async add(
      service,
      {
        networkMode = `${project}_default`,
        restart = 'no',
        command = SERVE,
        publish,
        port = 8080,
        networks = [],
        readOnly,
        env = [],
        ...more
      } = {},
    ) {
      const created = await engine.call('creating a service', (docker) =>
        docker.createContainer({
          name: `${project}-${service}-1`,
          Image: more.image ?? image,
          Cmd: [...command],
          Env: [...env],
          ...(more.health === undefined ? {} : { Healthcheck: { Test: ['CMD-SHELL', more.health], Interval: 1e9, Timeout: 5e9 } }),
          StopTimeout: 0,
          Labels: { [COMPOSE.project]: project, [COMPOSE.service]: service, [COMPOSE.number]: '1' },
          ...(publish === undefined ? {} : { ExposedPorts: { [`${port}/tcp`]: {} } }),
          HostConfig: {
            ...more.hostConfig,
            NetworkMode: networkMode,
            RestartPolicy: { Name: restart },
            ReadonlyRootfs: readOnly === true,
            ...(publish === undefined
              ? {}
              : { PortBindings: { [`${port}/tcp`]: [{ HostIp: publish === 'everywhere' ? '' : '127.0.0.1', HostPort: '' }] } }),
          },
          ...(networkMode.startsWith(project) ? { NetworkingConfig: { EndpointsConfig: { [networkMode]: { Aliases: [service] } } } } : {}),
        }),
      );
      for (const name of networks) {
        const endpoint = { Container: created.id, EndpointConfig: { Aliases: [service] } };
        await engine.call('joining a network', (docker) => docker.getNetwork(name).connect(endpoint));
      }
      await engine.call('starting a service', () => created.start());
      return created.id;
    },
    async remove(service) {
      const id = await stack.idOf(service);
      await engine.call('removing a service', (docker) => docker.getContainer(id).remove({ force: true }));
    },
    async restart(service) {
      const id = await stack.idOf(service);
      await engine.call('restarting a service', (docker) => docker.getContainer(id).restart({ t: 0 }));
    },
    async dispose() {
      const ours = await Promise.all(
        [`${RUN_LABEL}=${run}`, `${COMPOSE.project}=${project}`].map((label) =>
          engine.call('listing', (docker) => docker.listContainers({ all: true, filters: { label: [label] } })),
        ),
      );
      for (const { Id: id } of ours.flat()) {
        await engine.call('removing', (docker) => docker.getContainer(id).remove({ force: true })).catch(() => undefined);
      }
      await engine.call('removing a network', () => network.remove()).catch(() => undefined);
    },
  };
  await Promise.all(services.map((service) => stack.add(service)));
  return stack;
}

/** The project's containers, by service; what a process knows that has nothing but the project's name. */
export function directoryOf(engine: DockerEngine, project: string): ContainerDirectory {
  return {
    engine,
    project,
    async list(signal) {
      const filters = { label: [`${COMPOSE.project}=${project}`] };
      const found = await engine.call('listing', (docker) => docker.listContainers({ all: true, filters }), { signal });
      return found.map(({ Id: id, Labels: labels }) => ({ instance: labels[COMPOSE.service] ?? '', id }));
    },
  };
}
