import { describe, expect, it } from 'vitest';
import { addressOf, attemptScript, parseAttempts, parseListening } from '../../../../src/faults/drivers/docker/network/attempts.ts';
import { createCutProof } from '../../../../src/faults/drivers/docker/network/cut-proof.ts';
import { createLookupProof, lookupScript, parseLookup } from '../../../../src/faults/drivers/docker/network/lookup-proof.ts';
import { attemptsFor, createLossProof, expectedShare, tolerance } from '../../../../src/faults/drivers/docker/network/loss-proof.ts';
import type { Outcome } from '../../../../src/faults/drivers/docker/network/attempts.ts';
import type { WayLook } from '../../../../src/faults/drivers/docker/network/ways.ts';

const signal = new AbortController().signal;

describe('attempts', () => {
  it('are read from what the shell prints, in the order in which they were asked', () => {
    const said = [
      "way 1 1 nc: can't connect to remote host (10.0.0.3): Connection refused",
      'half 0A000002:D2F0',
      'way 0 0 ',
      'way 2 1 nc: timed out',
      "way 3 1 nc: can't connect to remote host: No route to host",
    ].join('\n');
    expect(parseAttempts(said, 4)).toEqual({ outcomes: ['open', 'refused', 'silent', 'unreachable'], halfOpen: ['2.0.0.10'] });
  });

  it('that nobody answered for are an error, not a fault', () => {
    expect(() => parseAttempts('way 0 0 ', 2)).toThrow(/1 of 2/u);
  });

  it('go to addresses and nothing else', () => {
    expect(() => attemptScript([{ address: '10.0.0.1; reboot', port: 1 }], false)).toThrow(/no endpoint/u);
    expect(() => lookupScript('x; reboot')).toThrow(/no name/u);
  });

  it('know the kernel’s way of writing addresses', () => {
    expect(addressOf('0100007F')).toBe('127.0.0.1');
    expect(addressOf('0000000000000000FFFF0000020012AC')).toBe('172.18.0.2');
    expect(addressOf('000080FE00000000FF005450B6AD1DFE')).toBeNull();
  });

  it('go to ports on which somebody listens for others', () => {
    const table = [
      '  sl  local_address rem_address   st',
      '   0: 0B00007F:A077 00000000:0000 0A 00000000',
      '   1: 00000000:18EB 00000000:0000 0A 00000000',
      '   2: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000',
      '   3: 00000000000000000000000001000000:0051 00000000000000000000000000000000:0000 0A 00000000',
      '   4: 020012AC:0050 030012AC:D2F0 01 00000000',
    ].join('\n');
    expect(parseListening(table)).toEqual([6379, 8080]);
  });
});

describe('the proof of a cut', () => {
  const way = (from: string, to: string, outcome: Outcome, requestArrived = false): WayLook => ({
    from,
    to,
    address: '10.0.0.1',
    port: 80,
    outcome,
    requestArrived,
  });
  const proofOver = (action: 'drop' | 'reject', looks: WayLook[][], oneWay: string[] = []) =>
    createCutProof({ action, oneWay: new Set(oneWay), look: async () => looks.shift() ?? [] });

  it('counts the ways that were answered before and are not now', async () => {
    const proof = proofOver('drop', [
      [way('a', 'b', 'open'), way('b', 'a', 'refused'), way('a', 'c', 'silent')],
      [way('a', 'b', 'silent'), way('b', 'a', 'unreachable'), way('a', 'c', 'silent')],
    ]);
    await proof.before(signal);
    expect(await proof.prove(signal)).toMatchObject({ proven: true, value: 2, unit: 'ways' });
  });

  it('fails on one way that still answers, and where nothing was answered before', async () => {
    const proof = proofOver('drop', [
      [way('a', 'b', 'open'), way('b', 'a', 'open')],
      [way('a', 'b', 'silent'), way('b', 'a', 'open')],
    ]);
    await proof.before(signal);
    expect(await proof.prove(signal)).toMatchObject({ proven: false, detail: 'still answered: b → a:80' });
    const dead = proofOver('drop', [[way('a', 'b', 'silent')]]);
    await dead.before(signal);
    expect(await dead.prove(signal)).toMatchObject({ proven: false, detail: expect.stringContaining('before') });
  });

  it('takes a refusal for a rejection only where somebody listened', async () => {
    const refused = [way('a', 'b', 'refused')];
    const heard = proofOver('reject', [[way('a', 'b', 'open')], refused]);
    await heard.before(signal);
    expect(await heard.prove(signal)).toMatchObject({ proven: true });
    const closed = proofOver('reject', [refused, refused]);
    await closed.before(signal);
    expect(await closed.prove(signal)).toMatchObject({ proven: false });
    const dropped = proofOver('drop', [[way('a', 'b', 'open')], refused]);
    await dropped.before(signal);
    expect(await dropped.prove(signal)).toMatchObject({ proven: false });
  });

  it('of one way wants the requests of the other way to arrive', async () => {
    const before = [way('a', 'b', 'open'), way('b', 'a', 'open')];
    const proof = proofOver(
      'drop',
      [before, [way('a', 'b', 'silent'), way('b', 'a', 'silent', true)], [way('a', 'b', 'silent'), way('b', 'a', 'silent')]],
      ['b>a'],
    );
    await proof.before(signal);
    expect(await proof.prove(signal)).toMatchObject({ proven: true, detail: expect.stringContaining('requests still arrive on 1') });
    expect(await proof.prove(signal)).toMatchObject({ proven: false, detail: expect.stringContaining('cut both ways') });
  });

  it('is gone when every way works as before; what ended with its container needs nothing', async () => {
    const proof = proofOver('drop', [
      [way('a', 'b', 'open'), way('b', 'a', 'refused')],
      [way('a', 'b', 'refused'), way('b', 'a', 'refused')],
      [way('b', 'a', 'refused')],
      [],
    ]);
    await proof.before(signal);
    expect(await proof.proveGone(signal)).toMatchObject({ proven: false });
    expect(await proof.proveGone(signal)).toMatchObject({ proven: true });
    expect(await proof.proveGone(signal)).toMatchObject({ proven: true, detail: expect.stringContaining('2 began or ended') });
  });
});

describe('the proof of a loss', () => {
  const looks = (...lost: number[]) => {
    const shares = [...lost];
    return async (count: number) => {
      const silent = Math.round((shares.shift() ?? 0) * count);
      const outcomes = Array.from({ length: count }, (_, at): Outcome => (at < silent ? 'silent' : 'refused'));
      return { outcomes, halfOpen: [] };
    };
  };

  it('expects an exchange to meet a loss both ways twice, and tries as often as it takes', () => {
    expect(expectedShare(0.5, 2)).toBe(0.75);
    expect(expectedShare(0.3, 1)).toBeCloseTo(0.3);
    expect(attemptsFor(0.75)).toBe(40);
    expect(attemptsFor(0.1)).toBe(120);
    expect(attemptsFor(0.01)).toBe(400);
    expect(tolerance(0.5, 100)).toBeCloseTo(0.21);
  });

  it('is the measured share, about what was asked, where nothing was lost before', async () => {
    const proof = createLossProof(0.3, looks(0, 0.28, 0.9, 0, 0.2));
    await proof.before(signal);
    expect(await proof.prove(signal)).toMatchObject({ proven: true, unit: '%' });
    expect(await proof.prove(signal)).toMatchObject({ proven: false });
    expect(await proof.prove(signal)).toMatchObject({ proven: false });
    expect(await proof.proveGone(signal)).toMatchObject({ proven: false });
    expect(await proof.proveGone(signal)).toMatchObject({ proven: true });
    const lossy = createLossProof(0.3, looks(0.2, 0.3));
    await lossy.before(signal);
    expect(await lossy.prove(signal)).toMatchObject({ proven: false, detail: 'its peer did not answer before' });
  });
});

describe('the proof of failing lookups', () => {
  it('takes the word that there is no such name for an answer', () => {
    const asked = 'asked 127.0.0.11 from 100.10 to 100.35\n';
    expect(parseLookup('api', `${asked}** server can't find x: NXDOMAIN`)).toEqual({ instance: 'api', answered: true, tookMs: 250 });
    expect(parseLookup('api', `${asked}Name:\tapi\nAddress: 10.0.0.2`)).toMatchObject({ answered: true });
    expect(parseLookup('api', `${asked};; connection timed out; no servers could be reached`)).toMatchObject({ answered: false });
    expect(() => parseLookup('api', '')).toThrow(/did not look up/u);
  });

  it('is every container’s, of those that were answered before', async () => {
    const looks = [
      [
        { instance: 'a', answered: true, tookMs: 1 },
        { instance: 'b', answered: false, tookMs: 1 },
      ],
      [
        { instance: 'a', answered: false, tookMs: 20 },
        { instance: 'b', answered: true, tookMs: 1 },
      ],
      [{ instance: 'a', answered: false, tookMs: 20 }],
      [{ instance: 'a', answered: true, tookMs: 2 }],
    ];
    const proof = createLookupProof(async () => looks.shift() ?? []);
    await proof.before(signal);
    expect(await proof.prove(signal)).toMatchObject({ proven: true, value: 20, unit: 'ms' });
    expect(await proof.proveGone(signal)).toMatchObject({ proven: false });
    expect(await proof.proveGone(signal)).toMatchObject({ proven: true });
  });
});
