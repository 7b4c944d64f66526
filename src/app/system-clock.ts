import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../runner/clock.ts';

/** A timer fires up to a millisecond early on some platforms; nothing of ours may happen before its time. */
export function createSystemClock(): Clock {
  return {
    nowNs: () => process.hrtime.bigint(),
    wallClock: () => new Date(),
    async sleep(ms, signal) {
      const untilNs = process.hrtime.bigint() + BigInt(Math.ceil(ms * 1e6));
      for (;;) {
        signal.throwIfAborted();
        const leftMs = Number(untilNs - process.hrtime.bigint()) / 1e6;
        if (leftMs <= 0) return;
        try {
          await sleep(Math.ceil(leftMs), undefined, { signal });
        } catch (error) {
          signal.throwIfAborted();
          throw error;
        }
      }
    },
  };
}
