import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderEventLine } from '../../src/events/parse-event-line.ts';
import { slowRedis } from '../fixtures/timelines/slow-redis.ts';
import { storyOf } from '../fixtures/timelines/story-of.ts';
import { createSandbox, PAIR } from './cli.ts';
import type { Sandbox } from './cli.ts';

describe('shakedown report', () => {
  let sandbox: Sandbox;
  let folder: string;
  beforeEach(async () => {
    sandbox = await createSandbox();
    folder = join(sandbox.reports, 'checkout-r-0001');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'events.ndjson'), slowRedis().map(renderEventLine).join(''));
  });
  afterEach(() => sandbox.dispose());

  it('makes every form from the event log alone, and exits with 0 whatever the verdict', async () => {
    const formats = ['html', 'json', 'junit', 'markdown', 'csv', 'openmetrics'].flatMap((format) => ['--format', format]);
    const { code, stdout, stderr } = await sandbox.run(['report', folder, ...formats]);
    expect(code, stderr).toBe(0);
    const files = stdout.trim().split('\n');
    expect(files).toEqual(
      ['report.html', 'report.json', 'junit.xml', 'summary.md', 'series.csv', 'metrics.txt'].map((file) => join(folder, file)),
    );
    for (const file of files) expect((await readFile(file, 'utf8')).length).toBeGreaterThan(300);
    expect(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'))).toEqual(storyOf(slowRedis()).report);
  });

  it('prints one form, and nothing else, where the output is -', async () => {
    const { code, stdout } = await sandbox.run(['report', join(folder, 'events.ndjson'), '--format', 'csv', '--output', '-']);
    expect(code).toBe(0);
    expect(stdout.split('\r\n')).toHaveLength(21);
    expect(stdout.startsWith('load,from_s,')).toBe(true);
    const several = await sandbox.run(['report', folder, '-f', 'csv', '-f', 'json', '-o', '-']);
    expect(several.code).toBe(2);
    expect(several.stdout).toBe('');
  });

  it('makes an overview of all runs', async () => {
    await sandbox.run(['report', folder, '--format', 'json', '--format', 'html']);
    await mkdir(join(sandbox.reports, 'not-a-run'));
    const { code, stdout, stderr } = await sandbox.run(['report', '--index', sandbox.reports]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('left out: not-a-run');
    expect(await readFile(stdout.trim(), 'utf8')).toContain('checkout-r-0001/report.html');
  });

  it.each([
    ['--format', 'csv'],
    ['--output', 'x.csv'],
  ])('refuses %s beside --index, which makes one file of one form', async (flag, value) => {
    const { code, stderr } = await sandbox.run(['report', '--index', sandbox.reports, flag, value]);
    expect(code).toBe(2);
    expect(stderr).toContain(flag);
  });

  it('writes into the folder that --output names, and makes it where it is not there', async () => {
    const at = (...parts: string[]): string => join(sandbox.folder, ...parts);
    await mkdir(at('there'));
    const one = await sandbox.run(['report', folder, '--format', 'csv', '--output', at('there')]);
    expect([one.code, one.stdout.trim()], one.stderr).toEqual([0, at('there', 'series.csv')]);
    const made = await sandbox.run(['report', folder, '--format', 'csv', '--output', `${at('new', 'one')}/`]);
    expect([made.code, made.stdout.trim()], made.stderr).toEqual([0, at('new', 'one', 'series.csv')]);
    const several = await sandbox.run(['report', folder, '-f', 'csv', '-f', 'markdown', '--output', at('build', 'reports')]);
    expect([several.code, several.stdout.trim().split('\n').length], several.stderr).toEqual([0, 2]);
    const named = await sandbox.run(['report', folder, '--format', 'csv', '--output', at('else', 'x.csv')]);
    expect([named.code, named.stdout.trim()], named.stderr).toEqual([0, at('else', 'x.csv')]);
  });

  it('says what is wrong with a folder that is no run’s', async () => {
    const { code, stderr } = await sandbox.run(['report', sandbox.folder]);
    expect(code).toBe(2);
    expect(stderr).toContain(join(sandbox.folder, 'events.ndjson'));
    // A stack names files of ours.
    expect(stderr).not.toMatch(/at .+\.js:\d+/u);
  });

  it('has been made when a run ends, unless it was not wanted', async () => {
    const { stdout } = await sandbox.run(['run', PAIR]);
    const path = /^Report\s+(\S+report\.html)$/mu.exec(stdout)?.[1] ?? '';
    const page = await readFile(path, 'utf8');
    expect(page).toContain('Manifest, secrets starred out');
    expect(page).toContain('kind: Experiment');
    const bare = await sandbox.run(['run', PAIR, '--no-html']);
    expect(bare.stdout).toMatch(/^Report\s+\S+report\.json$/mu);
  });
});
