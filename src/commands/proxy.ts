import { Flags } from '@oclif/core';
import { BaseCommand } from './base-command.ts';

export class ProxyCommand extends BaseCommand {
  static override summary = 'Run the embedded fault proxy in the foreground, for any Toxiproxy client.';
  static override description =
    'Speaks Toxiproxy’s HTTP API. On Ctrl-C or SIGTERM every toxic goes at once, traffic may finish for 5 seconds, and it ends with ' +
    'exit 0; a second signal does not wait for the traffic.';
  static override examples = [
    '<%= config.bin %> proxy',
    '<%= config.bin %> proxy --port 0 --config proxies.json',
    'TOXIPROXY_URL=http://127.0.0.1:8474 <%= config.bin %> run experiment.yaml',
  ];
  static override enableJsonFlag = false;
  static override flags = {
    host: Flags.string({ description: 'address of the API; what is not loopback lets others break your traffic', default: '127.0.0.1' }),
    port: Flags.integer({ description: 'port of the API; 0 takes a free one', default: 8474, min: 0, max: 65_535 }),
    seed: Flags.integer({
      description: 'where all of its random numbers start; drawn and printed when not given',
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
    }),
    config: Flags.string({ description: 'proxies to begin with: a JSON array, as for POST /populate', helpValue: 'file.json' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ProxyCommand);
    const { proxy } = await import('../app/proxy.ts');
    await proxy({
      host: flags.host,
      port: flags.port,
      seed: flags.seed ?? null,
      configPath: flags.config ?? null,
      say: (line) => this.log(line),
      warn: (line) => this.logToStderr(line),
    });
  }
}
