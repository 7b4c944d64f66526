/** A kind of fault as a manifest has it, and what it needs. A new kind is a line here. */
export interface TorturedKind {
  readonly name: string;
  readonly stack: 'processes' | 'containers';
  /** The entry of `faults`, without its id. */
  readonly entry: string;
  /** What it touches: two that touch the same are not drawn together. */
  readonly on: readonly string[];
  /** A Toxiproxy has it too. */
  readonly toxiproxy: boolean;
  /** It leads traffic through a fault proxy. */
  readonly isEdge: boolean;
}

const edge = (name: string, settings = '', toxiproxy = true): TorturedKind => ({
  name,
  stack: 'processes',
  entry: `type: ${name}, target: api-to-db${settings === '' ? '' : `, with: { ${settings} }`}`,
  on: ['edge'],
  toxiproxy,
  isEdge: true,
});

const onProcess = (name: string): TorturedKind => {
  return { name, stack: 'processes', entry: `type: ${name}, target: api`, on: ['api'], toxiproxy: true, isEdge: false };
};

const onContainer = (name: string, target: string, settings = ''): TorturedKind => ({
  name,
  stack: 'containers',
  entry: `type: ${name}, target: ${target}${settings === '' ? '' : `, with: { ${settings} }`}`,
  on: target === 'split' ? ['worker', 'db'] : [target],
  toxiproxy: false,
  isEdge: false,
});

const betweenContainers = (name: string, settings = ''): TorturedKind => ({
  ...onContainer(name, 'web-to-db', settings),
  on: ['web', 'db'],
  isEdge: true,
});

export const KINDS: readonly TorturedKind[] = [
  edge('latency', 'latency: 200ms'),
  edge('timeout'),
  edge('reset_peer'),
  edge('down'),
  edge('bandwidth', 'rate: 10kB/s'),
  edge('slow_close', 'delay: 500ms'),
  edge('slicer', 'size: 16B'),
  edge('limit_data', 'bytes: 20B'),
  edge('connect_delay', 'delay: 200ms', false),
  edge('blackhole', '', false),
  edge('corrupt', 'rate: 1%', false),
  edge('http', 'answer: { status: 503 }', false),
  onProcess('pause'),
  onProcess('kill'),
  onProcess('restart'),
  onContainer('pause', 'db'),
  onContainer('kill', 'db'),
  onContainer('stop', 'db', 'grace: 0s'),
  onContainer('restart', 'db'),
  onContainer('crash', 'worker'),
  onContainer('partition', 'split'),
  onContainer('isolate', 'db'),
  onContainer('loss', 'worker', 'rate: 50%'),
  onContainer('dns', 'worker'),
  betweenContainers('latency', 'latency: 200ms'),
  betweenContainers('timeout'),
  betweenContainers('reset_peer'),
  betweenContainers('down'),
  betweenContainers('bandwidth', 'rate: 10kB/s'),
  betweenContainers('slow_close', 'delay: 500ms'),
  betweenContainers('slicer', 'size: 16B'),
  betweenContainers('limit_data', 'bytes: 20B'),
  betweenContainers('connect_delay', 'delay: 200ms'),
  betweenContainers('blackhole'),
  betweenContainers('corrupt', 'rate: 1%'),
  betweenContainers('http', 'answer: { status: 503 }'),
  onContainer('cpu_throttle', 'job', 'cpus: 0.1'),
  onContainer('cpu_burn', 'job'),
  onContainer('memory_limit', 'job', 'limit: 64MiB'),
  onContainer('memory_pressure', 'job', 'amount: 32MiB'),
  onContainer('disk_fill', 'job', 'path: /data, to: 90%'),
  onContainer('pids_limit', 'job', 'leave: 1'),
  onContainer('fd_limit', 'job', 'limit: 16'),
];
