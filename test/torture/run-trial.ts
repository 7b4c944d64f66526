import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSandbox } from '../e2e/cli.ts';
import type { Sandbox, StartedCli } from '../e2e/cli.ts';
import { openEngineGate } from './engine-gate.ts';
import { fakeClock } from './fake-clock.ts';
import { faultSight, standsByEvents } from './fault-stands.ts';
import type { FaultSight } from './fault-stands.ts';
import { differences, portsOf, takeSnapshot } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';
import { freeDisk, strike } from './strike.ts';
import { COMPOSE_FILE, trialCompose, trialManifest } from './trial-manifest.ts';
import { leavesToRecover } from './trial.ts';
import type { Trial } from './trial.ts';

export interface TrialResult {
  readonly trial: Trial;
  /** `late`: not within the stated time, or by `recover` where it should have been by itself. `left`: by neither. */
  readonly healed: 'by itself' | 'by recover' | 'late' | 'left';
  /** A fault stood when it was struck: else it had not begun, or was over by then. */
  readonly stood: boolean;
  /** From the end of the run to everything as before, ms; `null` where it did not heal by itself. */
  readonly afterEndMs: number | null;
  /** From a SIGKILL to no trace of the fault; `null` where none stood then, or it was not killed. */
  readonly faultGoneMs: number | null;
  readonly exitCode: number | null;
  /** What differs at last, or differed when it did not heal by itself. */
  readonly differences: readonly string[];
}

export interface Bench {
  /** A project that stands, and its engine's socket. */
  readonly containers: { readonly project: string; readonly socket: string; readonly image: string } | null;
  /** A PATH with Compose v2 on it; `null`: not here. */
  readonly composePath: string | null;
  /** The API of a Toxiproxy that stands. */
  readonly proxyApi: string;
  readonly smallDisk: boolean;
  /** Where libfaketime lies; `null`: not here. */
  readonly clockLibrary: string | null;
  /** Node's own, which is not a run's to clear away. */
  readonly compileCache: string;
}

/** The end of a run, its watchdog's included, comes within this. */
const END_LIMIT_MS = 120_000;
/** What a run left to others is as before within this of its end: a proxy drains for 5 s, and a helper has 7 s to end. */
const HEAL_LIMIT_MS = 20_000;
/** A fault itself is gone this long after SIGKILL, on the busiest machine. */
const GONE_LIMIT_MS = 10_000;
/** Of a lock. */
const EXPIRY_MS = 31_000;

/** One experiment that is struck, and what is left of it. */
export async function runTrial(trial: Trial, bench: Bench): Promise<TrialResult> {
  const sandbox = await createSandbox();
  const disk = trial.strike.kind === 'disk-full' ? mountDisk(sandbox.stateHome) : null;
  const stack = trial.stack === 'containers' ? bench.containers : null;
  const gate = stack === null ? null : await openEngineGate(join(sandbox.folder, 'engine.sock'), stack.socket);
  const temporary = join(sandbox.folder, 'temporary');
  await mkdir(temporary, { recursive: true });
  const hasClock = trial.strike.kind === 'clock-jump' && bench.clockLibrary !== null;
  const clock = hasClock ? await fakeClock(bench.clockLibrary, sandbox.folder) : null;
  const ports = new Set<number>();
  const proxyApi = trial.externalProxy ? bench.proxyApi : null;
  const place = { stateHome: sandbox.stateHome, temporary, socket: stack?.socket ?? null, proxyApi, ports };
  try {
    const before = await takeSnapshot(place);
    const manifest = join(sandbox.folder, 'tortured.yaml');
    await writeFile(manifest, trialManifest(trial, stack?.project ?? null));
    if (trial.ownStack) await writeFile(join(sandbox.folder, COMPOSE_FILE), trialCompose(stack?.image ?? ''));
    const sight = await faultSight(trial, sandbox, place.socket, proxyApi);
    const cli = sandbox.start(
      ['run', manifest, ...(gate === null ? [] : ['--engine', gate.url]), ...(proxyApi === null ? [] : ['--toxiproxy', proxyApi])],
      { detached: true, env: { TMPDIR: temporary, NODE_COMPILE_CACHE: bench.compileCache, ...pathWith(bench), ...clock?.env } },
    );
    await theMoment(trial, cli);
    for (const port of await portsOf(sandbox.stateHome)) ports.add(port);
    const isKill = trial.strike.kind === 'signal' && trial.strike.signal === 'SIGKILL';
    const stood = (await sight()) ?? standsByEvents(await sandbox.events());
    const struckAt = performance.now();
    const striking = strike(trial.strike, { cli, stateHome: sandbox.stateHome, socket: place.socket, gate, clock });
    const goneMs = isKill && stood ? await goneAfter(sight, struckAt) : null;
    const faultGoneMs = goneMs === 'unseen' ? null : goneMs;
    const isLate = faultGoneMs !== null && faultGoneMs > GONE_LIMIT_MS;
    const result = { trial, stood, faultGoneMs };
    await striking;
    const exitCode = await ended(cli);
    const endedAt = performance.now();
    if (exitCode === 'hung') {
      const told = (await sandbox.events()).slice(-6).map((event) => `? ${JSON.stringify(event)}`);
      await recovered(sandbox, trial, place.socket, before, () => takeSnapshot(place));
      return { ...result, healed: 'left', afterEndMs: null, exitCode: null, differences: ['? the run did not end', ...told] };
    }
    const now = (): Promise<Snapshot> => takeSnapshot(place);
    const left = await untilSame(before, now, HEAL_LIMIT_MS);
    const early = await undoneEarly(sandbox, exitCode);
    if (early.length > 0) return { ...result, healed: 'left', afterEndMs: null, exitCode, differences: [...early, ...left] };
    if (left.length === 0) {
      const afterEndMs = Math.round(performance.now() - endedAt);
      const differences = isLate ? [`? the fault stood for ${faultGoneMs} ms after SIGKILL`] : [];
      return { ...result, healed: isLate ? 'late' : 'by itself', afterEndMs, exitCode, differences };
    }
    const still = await recovered(sandbox, trial, stack?.socket ?? null, before, now);
    const byRecover = leavesToRecover(trial.strike, exitCode) ? 'by recover' : 'late';
    return {
      ...result,
      healed: still.length === 0 ? byRecover : 'left',
      afterEndMs: null,
      exitCode,
      differences: still.length === 0 ? left : still,
    };
  } finally {
    await freeDisk(sandbox.stateHome);
    await gate?.close();
    disk?.unmount();
    await sandbox.dispose();
  }
}

async function theMoment({ moment }: Trial, cli: StartedCli): Promise<void> {
  if (moment.after !== 'start') await Promise.race([cli.event(moment.after).catch(() => undefined), sleep(30_000)]);
  await Promise.race([sleep(moment.ms), cli.done]);
}

/** Exit code; `null`: by a signal; `hung`: it did not end, and was killed. Throws for a run that never began: that would prove nothing. */
async function ended(cli: StartedCli): Promise<number | null | 'hung'> {
  const end = await Promise.race([cli.done, sleep(END_LIMIT_MS, null, { ref: false })]);
  if (end === null) {
    cli.child.kill('SIGKILL');
    await cli.done;
    return 'hung';
  }
  if (end.code === 2) throw new Error(`the manifest was refused: ${end.stderr}`);
  return end.code;
}

async function goneAfter(sight: FaultSight, fromMs: number): Promise<number | null | 'unseen'> {
  while (performance.now() - fromMs < HEAL_LIMIT_MS) {
    const stands = await sight();
    if (stands === null) return 'unseen';
    if (!stands) return Math.round(performance.now() - fromMs);
    // Looking is work for the engine, whose work it is that is timed.
    await sleep(10);
  }
  return null;
}

async function untilSame(before: Snapshot, now: () => Promise<Snapshot>, limitMs: number): Promise<readonly string[]> {
  const until = performance.now() + limitMs;
  for (;;) {
    const left = await now().then(
      (after) => differences(before, after),
      (error: unknown) => [`? ${String(error)}`],
    );
    if (left.length === 0 || performance.now() > until) return left;
    await sleep(25);
  }
}

/** As a person would, who knows that the run is dead and does not wait for its lock to expire; or who does not know, and waits. */
async function recovered(
  sandbox: Sandbox,
  { strike: struck }: Trial,
  socket: string | null,
  before: Snapshot,
  now: () => Promise<Snapshot>,
): Promise<readonly string[]> {
  const isPatient = struck.kind === 'kill-both' && struck.patient;
  if (isPatient) await sleep(EXPIRY_MS);
  const [started] = await sandbox.events();
  const force = !isPatient && started?.type === 'run-started' ? ['--force', started.run] : [];
  const { code, stdout, stderr } = await sandbox.run(['recover', ...force, ...(socket === null ? [] : ['--engine', `unix://${socket}`])]);
  const left = await untilSame(before, now, 5_000);
  return left.length === 0 && code !== 0 ? [`? recover exited with ${code}: ${stdout}${stderr}`] : left;
}

/** What a watchdog undid although its run lived on: too early, since nothing expires within a trial. */
async function undoneEarly(sandbox: Sandbox, exitCode: number | null): Promise<readonly string[]> {
  if (exitCode === null) return [];
  const events = await sandbox.events();
  return events.flatMap((event) => (event.type === 'record-replayed' && event.by === 'watchdog' ? [`? undone early: ${event.id}`] : []));
}

function pathWith({ composePath }: Bench): Readonly<Record<string, string>> {
  return composePath === null ? {} : { PATH: composePath };
}

function mountDisk(path: string): { unmount(): void } {
  spawnSync('mkdir', ['-p', path]);
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', path], { stdio: 'inherit' });
  return { unmount: () => void spawnSync('umount', [path], { stdio: 'ignore' }) };
}
