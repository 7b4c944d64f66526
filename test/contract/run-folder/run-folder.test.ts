import { spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { appendAfterDeath } from '../../../src/run-folder/append-after-death.ts';
import { followEventLog } from '../../../src/run-folder/follow-event-log.ts';
import { openEventLog } from '../../../src/run-folder/event-log.ts';
import { readEventLog } from '../../../src/run-folder/read-event-log.ts';
import { createRunFolder } from '../../../src/run-folder/run-folder.ts';
import { streamEventLog } from '../../../src/run-folder/stream-event-log.ts';
import { writeAtomically } from '../../../src/run-folder/write-atomically.ts';

let base: string;
const now = new Date('2026-11-21T13:09:21.000Z');

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'shakedown-folder-'));
});
afterEach(async () => {
  await rm(base, { recursive: true });
});

function event(seq: number, message = `m${seq}`): RunEvent {
  return { v: 1, seq, at: '2026-11-21T13:09:21.000Z', ms: seq * 10, type: 'warning-raised', message };
}

describe('a run folder', () => {
  it('is named after the experiment, the time and the run, and holds a folder for logs', async () => {
    const folder = await createRunFolder({ reportDir: base, name: 'Checkout / slow redis!', run: 'ab12', now });
    expect(folder.path).toBe(join(base, 'Checkout-slow-redis-20261121-130921-ab12'));
    expect((await readdir(folder.path)).sort()).toEqual(['events.ndjson', 'logs']);
    folder.close();
  });

  it('keeps every event in order, without secrets, and can be read while the run goes on', async () => {
    const folder = await createRunFolder({ reportDir: base, name: 'x', run: 'r', now, secrets: ['hunter"2'] });
    for (let seq = 0; seq < 1_000; seq += 1) folder.append(event(seq, 'pw hunter"2'));
    folder.flush();
    const events = await readEventLog(folder.path);
    expect(events.map((one) => one.seq)).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
    expect(events[7]).toMatchObject({ message: 'pw ***' });
    folder.append(event(1_000));
    await expect.poll(async () => (await readEventLog(folder.eventsPath)).length, { timeout: 20_000 }).toBe(1_001);
    folder.close();
    folder.append(event(1_001));
    expect(await readEventLog(folder.path)).toHaveLength(1_001);
  });

  it('has the last events when the process exits without a word', async () => {
    const module = new URL('../../../src/run-folder/event-log.ts', import.meta.url).href;
    const path = join(base, 'events.ndjson');
    const code = `
      const { openEventLog } = await import(${JSON.stringify(module)});
      const log = openEventLog({ path: ${JSON.stringify(path)}, secrets: [], onTrouble() {} });
      log.append(${JSON.stringify(event(0))});
      process.exit(70);`;
    expect(spawnSync(process.execPath, ['--input-type=module', '-e', code]).status).toBe(70);
    expect(await readEventLog(path)).toHaveLength(1);
  });

  it('cannot be made where there is a file, which is a UserError with exit code 2', async () => {
    await writeFile(join(base, 'file'), '');
    await expect(createRunFolder({ reportDir: join(base, 'file'), name: 'x', run: 'r', now })).rejects.toMatchObject({
      exitCode: 2,
      try: expect.stringContaining('--report-dir'),
    });
  });
});

describe('text with U+2028 and U+2029', () => {
  const text = 'a\u2028b\u2029c';

  it('is read, one event at a time, however it was written', async () => {
    const path = join(base, 'events.ndjson');
    await writeFile(path, `${JSON.stringify(event(0, text))}\n`);
    const log = openEventLog({ path, secrets: [], onTrouble: expect.unreachable });
    log.append(event(1, text));
    log.close();
    await appendFile(path, '{"v":1,"seq":2,"at":"20');
    const read: RunEvent[] = [];
    for await (const one of streamEventLog(base)) read.push(one);
    expect(read).toEqual([event(0, text), event(1, text)]);
  });

  it('is blotted out where it is a secret', async () => {
    const folder = await createRunFolder({ reportDir: base, name: 'x', run: 'r', now, secrets: [text] });
    folder.append(event(0, `pw ${text}`));
    folder.close();
    expect(await readEventLog(folder.path)).toMatchObject([{ message: 'pw ***' }]);
  });
});

describe('an event log on a full disk', () => {
  it('says so once, and goes on without', () => {
    const said: string[] = [];
    const log = openEventLog({ path: '/dev/full', secrets: [], onTrouble: (message) => said.push(message) });
    log.append(event(0));
    log.flush();
    log.append(event(1));
    log.flush();
    log.close();
    expect(said).toEqual([expect.stringMatching(/ENOSPC.*The run goes on/)]);
  });
});

describe('an event log after the death of its run', () => {
  it('is gone on with from its last whole event', async () => {
    const path = join(base, 'events.ndjson');
    await writeFile(path, `${JSON.stringify(event(0))}\n${JSON.stringify(event(1))}\n`);
    await appendFile(path, '{"v":1,"seq":2,"at":"20');
    const replayed = { type: 'record-replayed', id: 'a', by: 'watchdog', ok: true, message: 'done' } as const;
    await appendAfterDeath(path, [replayed, { ...replayed, id: 'b' }], new Date('2026-11-21T13:09:22.500Z'));
    expect(await readEventLog(path)).toMatchObject([
      { seq: 0 },
      { seq: 1, ms: 10 },
      { seq: 2, ms: 1510, type: 'record-replayed', id: 'a' },
      { seq: 3, ms: 1510, id: 'b' },
    ]);
  });

  it('is left alone where there is none, or none of ours', async () => {
    const replayed = { type: 'record-replayed', id: 'a', by: 'watchdog', ok: true, message: 'done' } as const;
    await appendAfterDeath(join(base, 'none'), [replayed], now);
    const path = join(base, 'events.ndjson');
    await writeFile(path, 'hello\n');
    await appendAfterDeath(path, [replayed], now);
    expect(await readFile(path, 'utf8')).toBe('hello\n');
    expect(await readdir(base)).toEqual(['events.ndjson']);
  });
});

describe('an atomic write', () => {
  it('replaces the file and leaves no draft', async () => {
    const path = join(base, 'report.json');
    await writeAtomically(path, 'one');
    await writeAtomically(path, 'two');
    expect(await readFile(path, 'utf8')).toBe('two');
    expect(await readdir(base)).toEqual(['report.json']);
  });

  it('leaves no draft when it fails', async () => {
    await expect(writeAtomically(join(base, 'no', 'x'), 'one')).rejects.toThrow('ENOENT');
    await expect(writeAtomically(base, 'one')).rejects.toThrow();
    expect(await readdir(base)).toEqual([]);
  });
});

describe('reading an event log', () => {
  it('that is not there is a UserError with exit code 2', async () => {
    await expect(readEventLog(join(base, 'none'))).rejects.toMatchObject({ exitCode: 2, where: join(base, 'none', 'events.ndjson') });
  });
});

describe('a followed event log', () => {
  it('gives each event once, as it is added, and waits for the rest of a line', async () => {
    const path = join(base, 'events.ndjson');
    const line = (seq: number): string => `${JSON.stringify(event(seq, 'ä€😀'))}\n`;
    await writeFile(path, line(0));
    const log = followEventLog(base);
    expect(log.read().map(({ seq }) => seq)).toEqual([0]);
    expect(log.read()).toEqual([]);
    const bytes = Buffer.from(line(1) + line(2));
    const middle = bytes.indexOf('€') + 1;
    await appendFile(path, bytes.subarray(0, middle));
    expect(log.read()).toEqual([]);
    await appendFile(path, bytes.subarray(middle));
    expect(log.read()).toEqual([event(1, 'ä€😀'), event(2, 'ä€😀')]);
    log.close();
  });

  it('reads a log that is longer than one read takes', async () => {
    const events = Array.from({ length: 700 }, (_, seq) => event(seq, 'ä€😀'.repeat(500 + seq)));
    await writeFile(join(base, 'events.ndjson'), events.map((one) => `${JSON.stringify(one)}\n`).join(''));
    const log = followEventLog(base);
    expect(log.read()).toEqual(events);
    log.close();
  });

  it('names the file that is not there, and the line that is no event', async () => {
    expect(() => followEventLog(base)).toThrow(/cannot be read/);
    await writeFile(join(base, 'events.ndjson'), `${JSON.stringify(event(0))}\n{"v":1}\n`);
    const log = followEventLog(base);
    expect(() => log.read()).toThrow('Line 2 of the event log');
    log.close();
  });
});
