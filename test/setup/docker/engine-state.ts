import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processStartTime } from '../../../src/os-process/process-identity.ts';

/** One engine a machine, however many suites run on it: here stands which one, and who uses it. */
export const ENGINE_FOLDER = join(tmpdir(), `shakedown-test-engine-${userInfo().uid}`);
export const SOCKET = join(ENGINE_FOLDER, 'docker.sock');
const STATE = join(ENGINE_FOLDER, 'engine.json');
const USERS = join(ENGINE_FOLDER, 'users');
const LOCK = join(ENGINE_FOLDER, 'lock');

export interface EngineState {
  /** Of dockerd. */
  readonly pid: number;
  readonly startTime: string;
  /** `Info.ID`. */
  readonly id: string;
}

/** The engine that was started, if it still runs. */
export async function readState(): Promise<EngineState | null> {
  try {
    const state: EngineState = JSON.parse(await readFile(STATE, 'utf8'));
    return (await processStartTime(state.pid)) === state.startTime ? state : null;
  } catch {
    return null;
  }
}

export async function writeState(state: EngineState): Promise<void> {
  await writeFile(STATE, JSON.stringify(state));
}

/** Says that the suite whose main process has this number uses the engine. */
export async function enlist(suite: number): Promise<void> {
  await mkdir(USERS, { recursive: true });
  await writeFile(join(USERS, String(suite)), (await processStartTime(suite)) ?? '');
}

/** Takes the suite off the list; true when nobody who lives is left on it. */
export async function leave(suite: number): Promise<boolean> {
  await rm(join(USERS, String(suite)), { force: true });
  const users = await readdir(USERS).catch(() => []);
  for (const user of users) {
    const startTime = await readFile(join(USERS, user), 'utf8').catch(() => '');
    if (startTime !== '' && (await processStartTime(Number(user))) === startTime) return false;
  }
  return true;
}

/** Runs `act` while no other process does. A lock whose holder is dead is taken over. */
export async function exclusively<T>(act: () => Promise<T>): Promise<T> {
  await mkdir(ENGINE_FOLDER, { recursive: true, mode: 0o700 });
  const own = `${process.pid} ${await processStartTime(process.pid)}`;
  for (;;) {
    try {
      await writeFile(LOCK, own, { flag: 'wx' });
      break;
    } catch {
      const [pid, ...rest] = (await readFile(LOCK, 'utf8').catch(() => '')).split(' ');
      const isDead = rest.length > 0 && (await processStartTime(Number(pid))) !== rest.join(' ');
      if (isDead) await rm(LOCK, { force: true });
      await sleep(100);
    }
  }
  try {
    return await act();
  } finally {
    await rm(LOCK, { force: true });
  }
}
