import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { chown, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, PAIR } from './cli.ts';
import type { Sandbox } from './cli.ts';
import { processesOf } from './processes-of.ts';

/** The journal of a run that is over, and would have this test's own process ended. */
function journal(more: { readonly v?: number; readonly startTime?: string } = {}): string {
  const { v = 1, startTime = '1@00000000' } = more;
  const header = {
    type: 'opened',
    v,
    run: 'aaaaaaaa',
    host: hostname(),
    user: 'u',
    pid: 1,
    startTime: null,
    manifestPath: 'm.yaml',
    runFolder: '/nowhere',
  };
  const record = {
    v: 1,
    id: 'process:api',
    run: 'aaaaaaaa',
    fault: null,
    driver: 'process-stack',
    driverVersion: 1,
    describe: 'end api',
    manual: ['kill 1'],
    expiresAt: '2026-01-01T00:00:00.000Z',
    data: { instance: 'api', pid: process.pid, startTime, stopTimeoutMs: 100 },
  };
  const lines = [
    { ...header, startedAt: '2026-01-01T00:00:00.000Z', toolVersion: '0' },
    { type: 'recorded', at: '2026-01-01T00:00:00.000Z', record },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

describe('what bad journals and state folders get', () => {
  let sandbox: Sandbox;
  let path: string;
  beforeEach(async () => {
    sandbox = await createSandbox();
    const runs = join(sandbox.stateHome, 'shakedown', 'runs');
    await mkdir(runs, { recursive: true });
    path = join(runs, 'aaaaaaaa.journal.ndjson');
  });
  afterEach(async () => {
    await sandbox.dispose();
  });

  it('one of another user is not read and not undone, by recover and by the next run: 5, 6, and who may', async () => {
    if (process.getuid?.() === 0) {
      await writeFile(path, journal());
      await chown(path, 65_534, 65_534);
    } else {
      // Of root, wherever this is nobody's privilege.
      await symlink('/etc/passwd', path);
    }
    const recovered = await sandbox.run(['recover', '--json']);
    expect(recovered.code, recovered.stdout).toBe(5);
    expect(JSON.parse(recovered.stdout).runs).toMatchObject([
      { clean: false, message: expect.stringContaining('belongs to another user'), records: [] },
    ]);
    const next = await sandbox.run(['run', PAIR]);
    expect(next.code).toBe(6);
    expect(next.stdout + next.stderr).toContain('belongs to another user');
    expect(await processesOf(sandbox.stateHome)).toEqual([]);
    await rm(path);
  });

  it('one that names a process whose number somebody else has by now harms nobody', async () => {
    await writeFile(path, journal());
    const { code, stdout } = await sandbox.run(['recover']);
    // This very process has that number, and would have been ended.
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('undone: end api');
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('one of a newer version is left as it is, with what to do', async () => {
    await writeFile(path, journal({ v: 9 }));
    const { code, stdout } = await sandbox.run(['recover']);
    expect(code).toBe(5);
    expect(stdout).toContain('format version 9');
    expect(await readFile(path, 'utf8')).toBe(journal({ v: 9 }));
  });

  it('one that was cut off in its middle is undone as far as it goes', async () => {
    await writeFile(path, `${journal()}{"type":"recorded","at":"2026-01-01T00:00:00.000Z","rec`);
    expect((await sandbox.run(['recover'])).code).toBe(0);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('a state folder that cannot be written to: 6 before anything is started, and where', async () => {
    // No folder at all, for root either.
    const { code, stdout, stderr } = await sandbox.run(['run', PAIR], { env: { XDG_STATE_HOME: '/dev/null' } });
    expect(code, stdout + stderr).toBe(6);
    expect(stdout + stderr).toMatch(/Cannot write the undo journal or its lock/u);
    expect(stdout + stderr).toContain('XDG_STATE_HOME');
    expect((await sandbox.events()).map(({ type }) => type)).not.toContain('process-started');
  });

  it('a state folder that can only be read: 6 for a run, and 5 for recover, which says what is left and touches nothing', async () => {
    await writeFile(path, journal());
    const thaw = readOnly(sandbox.stateHome);
    try {
      const run = await sandbox.run(['run', PAIR]);
      expect(run.code, run.stdout + run.stderr).toBe(6);
      expect(run.stdout + run.stderr).toMatch(
        /Cannot write the undo journal or its lock: (the file system is read-only|permission denied)/u,
      );
      expect((await sandbox.events()).map(({ type }) => type)).not.toContain('process-started');
      const recovered = await sandbox.run(['recover', '--json']);
      expect(recovered.code, recovered.stdout + recovered.stderr).toBe(5);
      expect(JSON.parse(recovered.stdout).runs).toMatchObject([
        {
          run: 'aaaaaaaa',
          clean: false,
          message: expect.stringMatching(/the file system is read-only|permission denied/u),
          records: [{ id: 'process:api', undone: null }],
        },
      ]);
      expect((await sandbox.run(['recover', '--dry-run'])).code).toBe(5);
    } finally {
      thaw();
    }
    expect(await readFile(path, 'utf8')).toBe(journal());
    expect((await sandbox.run(['recover'])).code).toBe(0);
  });
});

/** Root may write whatever a folder's mode says, but not on a file system that is mounted to be read. */
function readOnly(folder: string): () => void {
  if (process.getuid?.() === 0 && process.platform === 'linux') {
    for (const options of ['bind', 'remount,bind,ro']) execFileSync('mount', ['-o', options, folder, folder]);
    return () => void execFileSync('umount', [folder]);
  }
  const all = ['', 'shakedown', 'shakedown/runs'].map((part) => join(folder, part));
  for (const one of all) chmodSync(one, 0o500);
  return () => {
    for (const one of all) chmodSync(one, 0o700);
  };
}
