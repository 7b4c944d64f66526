import { Command } from '@oclif/core';

/**
 * What a command prints under `--json`. How one fails is told in one place, for whatever happens before and after a command, too: in
 * bin/run.js. Nothing calls process.exit: it cuts JSON on a pipe.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  protected override async catch(error: Error): Promise<never> {
    throw error;
  }

  /** Plain JSON, without oclif's colours: what a pipe gets is what a terminal shows. */
  override logJson(json: unknown): void {
    const emitter: NodeJS.EventEmitter = process;
    emitter.emit('shakedown:document');
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  }
}
