import { spawn } from 'node:child_process';
import { open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isLocalEngine } from '../docker/engine-address.ts';
import type { DockerEngine } from '../docker/engine.ts';
import { EXIT, UserError } from '../errors/user-error.ts';
import type { UndoJournal } from '../journal/undo-record.ts';
import type { ComposeSpec } from '../manifest/experiment.ts';
import type { ComposeConfig } from './compose-config.ts';
import { composeOverride } from './compose-override.ts';
import type { PinnedPorts } from './compose-override.ts';
import type { ComposeTool } from './compose-tool.ts';
import { dockerStackRecord } from './docker-stack-undoer.ts';
import { freePort } from './free-port.ts';
import { logTail } from './log-tail.ts';
import { refuseRunningProject, refuseTakenNames } from './refuse-running-project.ts';
import { untilContainersReady } from './until-containers-ready.ts';

export interface ComposeStackSetup {
  readonly run: string;
  /** Of the experiment; part of the project's name. */
  readonly name: string;
  readonly engine: DockerEngine;
  readonly tool: ComposeTool;
  readonly spec: ComposeSpec;
  readonly config: ComposeConfig;
  readonly journal: UndoJournal;
  /** Exists. */
  readonly logFolder: string;
  /** See `composeEnvironment`. */
  readonly env: NodeJS.ProcessEnv;
  readonly expiresAt: Date;
}

const TAIL_LINES = 8;

/** The project's name, which nobody else has: `shakedown-<experiment>-<run>`. */
export function ownProject(name: string, run: string): string {
  return `shakedown-${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/gu, '-')
    .slice(0, 40)}-${run}`;
}

/**
 * Brings the file up as a project of the run's own, and waits until all containers are ready. The record that takes it down again is
 * written first. Throws a UserError (exit 6) for what a user can mend; what stands by then is the record's to take down.
 */
export async function startComposeStack(setup: ComposeStackSetup, signal: AbortSignal): Promise<string> {
  const { run, engine, spec, config, journal, expiresAt, logFolder } = setup;
  const project = ownProject(setup.name, run);
  await refuseRunningProject(engine, config.project, signal);
  await refuseTakenNames(engine, config.fixedNames, signal);
  await journal.record(dockerStackRecord({ run, engine, project, expiresAt }));
  signal.throwIfAborted();
  const override = join(logFolder, 'compose.shakedown.yaml');
  await writeFile(override, composeOverride(config, run, await pinPorts(setup)));
  await up(setup, project, override, signal);
  const replicas = new Map(config.services.map((service) => [service.name, service.replicas]));
  await untilContainersReady({ engine, project, replicas, timeoutMs: spec.readyTimeoutMs }, signal);
  return project;
}

/** On this machine, for services with one replica: two cannot share a port. */
async function pinPorts({ engine, config }: ComposeStackSetup): Promise<PinnedPorts> {
  const pinned = new Map<string, Map<number, number>>();
  if (!isLocalEngine(engine.address)) return pinned;
  const taken = new Set<number>();
  for (const { name, ports, replicas } of config.services) {
    if (replicas !== 1) continue;
    const own = new Map<number, number>();
    for (const { container, published } of ports) {
      if (published !== null || own.has(container)) continue;
      const port = await freePort(taken);
      taken.add(port);
      own.set(container, port);
    }
    pinned.set(name, own);
  }
  return pinned;
}

async function up(
  { tool, spec, env, logFolder }: ComposeStackSetup,
  project: string,
  override: string,
  signal: AbortSignal,
): Promise<void> {
  const logPath = join(logFolder, 'compose.log');
  const log = await open(logPath, 'a');
  const profiles = spec.profiles.flatMap((profile) => ['--profile', profile]);
  const folder = ['--project-directory', dirname(spec.file)];
  const files = ['-f', spec.file, '-f', override];
  const args = [...tool.prefix, ...folder, '-p', project, ...files, ...profiles, 'up', '-d', '--no-color'];
  const child = spawn(tool.program, args, { env, cwd: dirname(spec.file), stdio: ['ignore', log.fd, log.fd], signal });
  await log.close();
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  signal.throwIfAborted();
  if (code === 0) return;
  const said = (await logTail(logPath, TAIL_LINES)).join('\n');
  const isTaken = /port is already allocated|address already in use/iu.test(said);
  throw new UserError(`Compose could not bring ${project} up (exit ${code}). Its last lines:\n${said.replaceAll(/^/gmu, '  | ')}`, {
    exitCode: EXIT.unreachable,
    where: spec.file,
    try: isTaken
      ? 'a port that the file publishes is taken: publish it without a number (`"8080"`), and write `{{service.url}}` in the manifest'
      : `the whole of it: ${logPath}`,
  });
}
