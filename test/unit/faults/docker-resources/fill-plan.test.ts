import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiskSight } from '../../../../src/faults/drivers/docker/held/disk-sight.ts';
import { diskOwner, planFill, RESERVE_BYTES, RESERVE_SHARE } from '../../../../src/faults/drivers/docker/held/fill-plan.ts';
import type { DiskFillSettings } from '../../../../src/faults/resource-settings.ts';

const GIB = 2 ** 30;
const OWN = { own: true } as const;
const HOST = { own: false, why: 'its own files lie on the engine’s disk' } as const;

function sight(changes: Partial<DiskSight> = {}, mount: Partial<DiskSight['mount']> = {}): DiskSight {
  return {
    totalBytes: 100 * GIB,
    freeBytes: 60 * GIB,
    usedBytes: 40 * GIB,
    inodes: { total: 1_000, free: 900 },
    mount: { point: '/data', device: '8:16', type: 'ext4', isReadOnly: false, hasSize: false, ...mount },
    engineDevice: '8:1',
    memoryFreeBytes: 8 * GIB,
    ...changes,
  };
}

const fill = (until: DiskFillSettings['until'], atMostBytes: number | null = null): DiskFillSettings => ({
  type: 'disk_fill',
  path: '/data',
  until,
  atMostBytes,
});
const refused = (plan: ReturnType<typeof planFill>): string => ('refused' in plan ? plan.refused : `accepted ${plan.bytes}`);

describe('whose a disk is', () => {
  it('is the container’s alone only where nothing speaks for anybody else', () => {
    expect(diskOwner(sight(), { type: 'volume', sharedWith: [] })).toEqual({ own: true });
  });

  it.each([
    ['its own layer', sight({}, { point: '/' }), null, 'its own files'],
    ['a bind mount', sight(), { type: 'bind', sharedWith: [] }, 'a folder of the engine’s machine'],
    ['another container’s mount', sight(), { type: 'volume', sharedWith: ['shop-api-1'] }, 'shop-api-1'],
    ['a plain volume in the engine’s data root', sight({}, { device: '8:1' }), { type: 'volume', sharedWith: [] }, 'the engine’s disk'],
    ['a disk that nothing can be compared with', sight({ engineDevice: null }), null, 'cannot be told'],
  ] as const)('is not the container’s alone: %s', (_, seen, mount, why) => {
    expect(diskOwner(seen, mount)).toMatchObject({ own: false, why: expect.stringContaining(why) });
  });
});

describe('how much fills a disk', () => {
  it('takes what is free but for what is to be left', () => {
    expect(planFill(fill({ leftBytes: 0 }), sight(), OWN, false)).toEqual({ bytes: 60 * GIB });
    expect(planFill(fill({ leftBytes: 10 * GIB }), sight(), OWN, false)).toEqual({ bytes: 50 * GIB });
    expect(planFill(fill({ usedShare: 0.95 }), sight(), OWN, false)).toEqual({ bytes: 55 * GIB });
  });

  it.each([
    ['a read-only mount', fill({ leftBytes: 0 }), sight({}, { isReadOnly: true }), OWN, 'read-only'],
    ['a memory disk without a size', fill({ leftBytes: 0 }), sight({}, { type: 'tmpfs' }), OWN, 'without a size'],
    ['more memory than there is', fill({ leftBytes: 0 }), sight({}, { type: 'tmpfs', hasSize: true }), OWN, '8192MiB of memory'],
    ['a full disk', fill({ leftBytes: 0 }), sight({ freeBytes: 0, usedBytes: 100 * GIB }), OWN, '100% is used'],
    ['a goal that is met', fill({ usedShare: 0.4 }), sight(), OWN, '40% is used'],
    ['no disk', fill({ leftBytes: 0 }), sight({ totalBytes: 0 }, { type: 'proc' }), OWN, 'no disk'],
    ['the engine’s disk, not allowed', fill({ leftBytes: 0 }), sight(), HOST, 'the engine’s disk'],
    ['more than it may take', fill({ leftBytes: 0 }, GIB), sight(), OWN, '`atMost` is 1024MiB'],
  ] as const)('refuses %s', (_, settings, seen, owner, why) => {
    expect(refused(planFill(settings, seen, owner, false))).toContain(why);
  });

  it('takes of the engine’s disk only with a cap, and never its reserve of space and inodes', () => {
    const goal = fill({ leftBytes: 59 * GIB }, 2 * GIB);
    expect(planFill(goal, sight(), HOST, true)).toEqual({ bytes: GIB });
    expect(refused(planFill({ ...goal, atMostBytes: null }, sight(), HOST, true))).toContain('how much it may take');
    expect(refused(planFill(fill({ leftBytes: 4 * GIB }, 99 * GIB), sight(), HOST, true))).toContain('5120MiB stay free');
    const small = sight({ totalBytes: 10 * GIB, freeBytes: 3 * GIB, usedBytes: 7 * GIB });
    expect(refused(planFill(fill({ leftBytes: GIB }, 99 * GIB), small, HOST, true))).toContain('2048MiB stay free');
    expect(refused(planFill(goal, sight({ inodes: { total: 1_000, free: 40 } }), HOST, true))).toContain('40 of 1000');
  });

  it('leaves the reserve of whatever disk is not the container’s alone, and keeps to the cap', () => {
    const sizes = fc.integer({ min: 0, max: 200 }).map((gib) => gib * GIB);
    fc.assert(
      fc.property(sizes, sizes, sizes, sizes, (freeBytes, usedBytes, leftBytes, cap) => {
        const totalBytes = freeBytes + usedBytes;
        const plan = planFill(fill({ leftBytes }, cap), sight({ totalBytes, freeBytes, usedBytes }), HOST, true);
        if ('refused' in plan) return;
        expect(plan.bytes).toBeGreaterThan(0);
        expect(plan.bytes).toBeLessThanOrEqual(cap);
        expect(freeBytes - plan.bytes).toBeGreaterThanOrEqual(Math.max(totalBytes * RESERVE_SHARE, RESERVE_BYTES));
      }),
    );
  });
});
