import { describe, expect, it } from 'vitest';
import { descriptorsBite } from '../../../../src/faults/drivers/docker/descriptors/descriptor-proof.ts';
import type { LimitedProcess } from '../../../../src/faults/drivers/docker/descriptors/descriptor-scripts.ts';

const process = (pid: number, soft: number, startTime = `${pid}00`): LimitedProcess => ({
  pid,
  startTime,
  user: '0:0',
  soft,
  hard: 20_000,
});
const had = [process(1, 20_000), process(7, 20_000)];
const look = (now: readonly LimitedProcess[]) => descriptorsBite(16, { name: 'api', had, now });

describe('the proof that a limit of open files bites', () => {
  it('is that each process that was there has it', () => {
    expect(look([process(1, 16), process(7, 16)])).toEqual({ holds: true, value: 16, words: 'api: 16 in each of 2 processes' });
    expect(look([process(1, 16), process(7, 20_000)])).toMatchObject({ holds: false, value: 20_000 });
  });

  it('leaves out what the engine has started there since, such as a health check', () => {
    expect(look([process(1, 16), process(7, 16), process(30, 20_000)])).toMatchObject({ holds: true, value: 16 });
    expect(look([process(1, 16), process(7, 20_000, 'later')])).toMatchObject({ holds: true });
  });

  it('is none where nobody is left who was there', () => {
    expect(look([process(30, 16)])).toMatchObject({ holds: false });
  });
});
