import { readFileSync, readlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sharpenTimers } from '../../../src/load/engine/thread/sharpen-timers.ts';

test.runIf(process.platform === 'linux')('the calling thread, and no other, sleeps as sharply as it can', () => {
  const slackOf = (thread: string): number => Number(readFileSync(`/proc/${thread}/timerslack_ns`, 'utf8'));
  const own = readlinkSync('/proc/thread-self').split('/').at(-1) ?? '';
  sharpenTimers();
  expect(slackOf(own)).toBe(1);
  expect(slackOf(String(process.ppid))).toBeGreaterThan(1);
});
