import { readFileSync, readlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sharpenTimers } from '../../../src/load/engine/thread/sharpen-timers.ts';

test.runIf(process.platform === 'linux')('the calling thread sleeps as sharply as it can', () => {
  sharpenTimers();
  const thread = readlinkSync('/proc/thread-self').split('/').at(-1);
  expect(readFileSync(`/proc/${thread}/timerslack_ns`, 'utf8').trim()).toBe('1');
});
