import { Args, Flags } from '@oclif/core';
import type { Report } from '../report/report.ts';
import { BaseCommand } from './base-command.ts';
import { namedFolder, reportFlags, wantsNdjson } from './report-flags.ts';

export class LoadCommand extends BaseCommand {
  static override summary = 'Put load on a URL and measure it.';
  static override description =
    'Open model: arrivals keep their schedule whatever the server does, and response time runs from the intended send time. With --closed, ' +
    'connections that each send when the last answer is in: for capacity, service time only. Without --slo nothing is judged, and the exit ' +
    'code of a valid measurement is 0; else they are those of `run`.';
  static override examples = [
    '<%= config.bin %> load http://127.0.0.1:8080/ --rate 200/s --for 30s',
    "<%= config.bin %> load :8080/checkout --rate 100/s --method POST --body @order.json --slo 'p99 < 300ms' --slo 'success_rate >= 99.9%'",
    '<%= config.bin %> load :8080/ --stages 100/s..500/s:30s,500/s:1m --poisson --seed 7',
    '<%= config.bin %> load :8080/ --closed --connections 64 --for 10s --engine native',
  ];
  static override args = {
    url: Args.string({ description: 'The address; `http://` may be left away, and `:8080/path` is on this machine', required: true }),
  };
  static override flags = {
    rate: Flags.string({ description: 'arrivals offered (default 50/s)', helpValue: '200/s' }),
    for: Flags.string({ description: 'how long (default 10s)', helpValue: '30s' }),
    stages: Flags.string({
      description: 'rates over time in place of --rate and --for: ramps and holds',
      helpValue: '100/s..500/s:30s,500/s:1m',
    }),
    poisson: Flags.boolean({ description: 'independent arrivals, drawn from the seed, in place of evenly spaced ones', default: false }),
    amount: Flags.integer({ description: 'requests in all, in place of --for', min: 1 }),
    closed: Flags.boolean({ description: 'closed model: connections as fast as the server lets them', default: false }),
    connections: Flags.integer({ char: 'c', description: 'closed model: how many (default 10)', min: 1 }),
    engine: Flags.string({
      description: 'closed model: what sends (default autocannon); native is our own transport, for servers faster than autocannon',
      options: ['autocannon', 'native'],
    }),
    workers: Flags.integer({ description: 'threads that share the load', min: 1, max: 64 }),
    precise: Flags.boolean({ description: 'send as sharply as can be: each worker takes a whole core', default: false }),
    'max-connections': Flags.integer({ description: 'connections at most; arrivals beyond it wait, and that is counted apart', min: 1 }),
    method: Flags.string({ char: 'm', description: 'HTTP method (default GET, with --body POST)' }),
    header: Flags.string({
      char: 'H',
      description: 'a header (repeatable)',
      helpValue: "'Name: value'",
      multiple: true,
      multipleNonGreedy: true,
    }),
    body: Flags.string({ description: 'body of each request, or @ and the file that holds it', helpValue: 'text|@file' }),
    timeout: Flags.string({ description: 'time for a whole request; beyond it the request has failed (default 2s)', helpValue: '2s' }),
    slo: Flags.string({
      description: "what must hold (repeatable), as in 'p99 < 300ms' or 'success_rate >= 99.9%'",
      helpValue: "'p99 < 300ms'",
      multiple: true,
      multipleNonGreedy: true,
    }),
    warmup: Flags.string({ description: 'load beforehand that is not measured (default none)', helpValue: '3s' }),
    seed: Flags.integer({ description: 'seed of every random choice', min: 0, max: Number.MAX_SAFE_INTEGER }),
    insecure: Flags.boolean({ char: 'k', description: 'take any TLS certificate', default: false }),
    'allow-public': Flags.boolean({ description: 'load a public address: it is mine', default: false }),
    ...reportFlags,
  };

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(LoadCommand);
    const { load } = await import('../app/load.ts');
    const report = await load({
      url: args.url,
      rate: flags.rate ?? null,
      for: flags.for ?? null,
      stages: flags.stages ?? null,
      poisson: flags.poisson,
      amount: flags.amount ?? null,
      closed: flags.closed,
      connections: flags.connections ?? null,
      engine: flags.engine ?? null,
      workers: flags.workers ?? null,
      precise: flags.precise,
      maxConnections: flags['max-connections'] ?? null,
      method: flags.method ?? null,
      headers: flags.header ?? [],
      body: flags.body ?? null,
      timeout: flags.timeout ?? null,
      slos: flags.slo ?? [],
      warmup: flags.warmup ?? null,
      seed: flags.seed ?? null,
      insecure: flags.insecure,
      allowPublic: flags['allow-public'],
      reportDir: namedFolder(flags['report-dir']),
      dashboard: flags.dashboard,
      quiet: flags.quiet,
      html: flags.html,
      ndjson: wantsNdjson(flags.output, this.jsonEnabled()),
      screenReader: flags['screen-reader'],
      json: this.jsonEnabled(),
    });
    process.exitCode = report.exitCode;
    return report;
  }
}
