/** A folder of src/ (or single files of it) and what it may import beside its own files. Everything else is refused. */
export interface Area {
  /** Under src/: `manifest`, `faults/kinds`, `journal/undo-record.ts`. */
  readonly path: string;
  /** Areas, folders or files under src/. */
  readonly imports: readonly string[];
  /** npm packages; `node:*` for Node's own modules. */
  readonly packages: readonly string[];
}

/** The interfaces that the runner acts through, and the data that they speak of. */
const PORTS = [
  'faults/fault-driver.ts',
  'faults/fault-settings.ts',
  'faults/proof.ts',
  'faults/resource-settings.ts',
  'journal/undo-record.ts',
  'load/load-driver.ts',
  'probes/prober.ts',
  'stack/running-stack.ts',
];

/** What the pure folders may use from npm: parsers and data structures, nothing that reaches the outside. */
const PURE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  compare: ['zod'],
  errors: [],
  events: [],
  'faults/kinds': ['zod'],
  'load/arrivals': [],
  'load/scenario': [],
  manifest: ['yaml', 'zod'],
  plan: [],
  random: [],
  repeat: [],
  slo: [],
  // It inflates bytes, and does nothing else.
  stats: ['hdr-histogram-js', 'jstat', 'node:zlib'],
  units: ['zod'],
};

const CORE = [...Object.keys(PURE_PACKAGES), 'report', ...PORTS];

/** What tells of a run, and cannot touch one: neither may see a fault, a process or the load. */
const TELLING = [
  'errors',
  'events',
  'faults/fault-settings.ts',
  'faults/proof.ts',
  'faults/resource-settings.ts',
  'plan/phase.ts',
  'plan/run-plan.ts',
  'report',
  'slo',
  'stats',
  'units',
];

const LEAF_ADAPTERS = ['docker', 'file-system', 'journal', 'os-process', 'proxy', 'toxiproxy'];
const COMPOSING_ADAPTERS = ['faults/drivers', 'stack'];
const ADAPTERS = [...LEAF_ADAPTERS, ...COMPOSING_ADAPTERS, 'load/engine', 'load/autocannon', 'probes', 'run-folder', 'terminal'];

const adapter = (path: string, packages: readonly string[] = [], others: readonly string[] = []): Area => ({
  path,
  imports: [...CORE, ...others],
  packages: ['node:*', ...packages],
});

/** DESIGN §7: commands → app → runner → ports → pure, and app → adapters → ports → pure. A later entry wins over an earlier one. */
export const AREAS: readonly Area[] = [
  { path: 'index.ts', imports: ['app', ...CORE], packages: [] },
  // What explains an error does so before, and when, there is no app.
  {
    path: 'commands',
    imports: [
      'app',
      'compare/comparison.ts',
      'errors',
      'manifest/problems/did-you-mean.ts',
      'repeat/repeat-document.ts',
      'report',
      'terminal/error-text.ts',
      'terminal/style.ts',
    ],
    packages: ['@oclif/core'],
  },
  { path: 'app', imports: ['runner', ...ADAPTERS, ...CORE], packages: ['node:*'] },
  { path: 'runner', imports: CORE, packages: [] },
  // What stands on an engine are undo records, as a journal has them.
  adapter('docker', ['dockerode'], ['journal/parse-undo-record.ts']),
  adapter('file-system'),
  adapter('journal', [], ['file-system', 'os-process']),
  adapter('os-process'),
  adapter('proxy', [], ['os-process']),
  adapter('toxiproxy', ['toxiproxy-node-client']),
  adapter('faults/drivers', [], LEAF_ADAPTERS),
  adapter('stack', ['yaml'], LEAF_ADAPTERS),
  adapter('load/engine', ['hdr-histogram-js', 'undici']),
  // It sends in autocannon's way, and counts as our engine does.
  adapter('load/autocannon', ['autocannon'], ['load/engine']),
  adapter('probes'),
  adapter('run-folder', [], ['file-system']),
  { path: 'terminal', imports: TELLING, packages: ['ink', 'node:*', 'react'] },
  ...Object.entries(PURE_PACKAGES).map(([path, packages]) => ({ path, imports: CORE, packages })),
  { path: 'report', imports: TELLING, packages: ['zod'] },
  ...PORTS.map((path) => ({ path, imports: CORE, packages: [] })),
];
