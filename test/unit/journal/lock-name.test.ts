import { describe, expect, it } from 'vitest';
import { isLive, parseLock } from '../../../src/journal/lock/lock-file.ts';
import { lockFileName, lockName, parseLockFileName } from '../../../src/journal/lock/lock-name.ts';

describe('a lock file', () => {
  it('is named readably, and differently for keys that read the same', () => {
    expect(lockName('port 127.0.0.1:8080')).toMatch(/^port-127-0-0-1-8080-[0-9a-f]{8}$/);
    expect(lockName('a:b')).not.toBe(lockName('a/b'));
    expect(parseLockFileName(lockFileName(lockName('a:b'), 12))).toEqual({ name: lockName('a:b'), generation: 12 });
    expect(parseLockFileName('.0123.draft')).toBeNull();
  });

  it('is live until its expiry, also when a later version wrote it', () => {
    const lock = { v: 2, key: 'k', run: 'r', holder: { host: 'h', user: 'u', pid: 1 }, expiresAt: '2026-01-01T00:00:30.000Z' };
    const at = (wall: string) => ({ wall: new Date(wall), machine: { boot: 'b', ms: 1 } });
    const parsed = parseLock(JSON.stringify(lock));
    expect(parsed).toEqual({ ...lock, until: '' });
    if (parsed === null) return;
    expect(isLive(parsed, at('2026-01-01T00:00:29.999Z'))).toBe(true);
    expect(isLive(parsed, at('2026-01-01T00:00:30.000Z'))).toBe(false);
  });

  it('is none when it is cut off', () => {
    expect(parseLock('{"v":1,"key"')).toBeNull();
    expect(parseLock('{"v":1,"key":"k","run":"r","holder":{},"expiresAt":"soon"}')).toBeNull();
  });
});
