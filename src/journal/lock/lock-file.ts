import { isExpired } from '../moment.ts';
import type { Expiry, Moment } from '../moment.ts';
import { isObject, text } from '../untyped.ts';

/** What a lock file holds, format version 1 (docs/journal.md). Its expiry is renewed in place: both texts keep their length. */
export interface LockContent extends Expiry {
  /** Later versions keep these fields, so that an older shakedown still respects their locks. */
  readonly v: number;
  /** What is locked: a port, a URL's origin, `run-<id>`. */
  readonly key: string;
  readonly run: string;
  readonly holder: { readonly host: string; readonly user: string; readonly pid: number };
}

/** `null` where it is no lock of ours (cut off, or somebody else's file). */
export function parseLock(content: string): LockContent | null {
  try {
    const value: unknown = JSON.parse(content);
    if (!isObject(value)) return null;
    const { v, key, run, holder, expiresAt } = value;
    if (typeof v !== 'number' || typeof key !== 'string' || typeof run !== 'string' || typeof expiresAt !== 'string' || !isObject(holder))
      return null;
    if (Number.isNaN(Date.parse(expiresAt))) return null;
    const by = { host: text(holder['host']), user: text(holder['user']), pid: Number(holder['pid']) };
    // Earlier versions wrote none.
    return { v, key, run, holder: by, expiresAt, until: text(value['until']) };
  } catch {
    return null;
  }
}

/** Stands for a file that is not a lock, so that it can be taken over: nobody could ever renew or release it. */
export const ABANDONED: LockContent = {
  v: 1,
  key: '',
  run: '',
  holder: { host: '', user: '', pid: 0 },
  expiresAt: new Date(0).toISOString(),
  until: '',
};

/** A lock that has not expired is live, whatever the process table says: its holder may be on another host or in another container. */
export function isLive(lock: LockContent, now: Moment): boolean {
  return !isExpired(lock, now);
}
