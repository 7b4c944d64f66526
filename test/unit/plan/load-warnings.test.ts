import { describe, expect, it } from 'vitest';
import { parseRoom } from '../../../src/app/machine-room.ts';
import type { MachineRoom } from '../../../src/plan/machine-room.ts';
import { planRun } from '../../../src/plan/plan-run.ts';
import { experimentOf } from '../manifest/manifest-fixture.ts';

const manifest = (load: string): string => `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: room }
load: [{ name: shop, request: { url: "https://127.0.0.1:8443/" }, ${load} }]
phases: { baseline: 60s }
slos: [success_rate >= 90%]
`;

const ROOMY: MachineRoom = { descriptors: { soft: 1_000_000, hard: 1_000_000 }, localPorts: 28_232 };

const warned = (load: string, room: MachineRoom | null = ROOMY): string =>
  planRun(experimentOf(manifest(load)), { seed: 1, room }).warnings.join('\n');

describe('the plan warns', () => {
  it('of nothing that fits, and where nobody knows what there is', () => {
    expect(warned('rate: 1000/s')).toBe('');
    expect(warned('rate: 100000/s', null)).toBe('');
  });

  it('of more connections than files may be open, how to raise that, and how long a stall those carry', () => {
    const soft = { ...ROOMY, descriptors: { soft: 1128, hard: 4096 } };
    expect(warned('rate: 1000/s', soft)).toBe(
      'the load may need 2,269 connections at once, and this process may open 1,128 files (`ulimit -n`; hard limit 4,096): some 1,000 connections fit, and carry a stall of 1s; arrivals beyond them are dropped. Set a smaller `maxInFlight`, or raise it: `ulimit -n 2397`',
    );
    expect(warned('rate: 1000/s', { ...ROOMY, descriptors: { soft: 1128, hard: 1128 } })).toContain('only root raises it');
    expect(warned('rate: 1000/s, http: 2', soft)).toBe('');
    expect(warned('model: closed, engine: native, connections: 2000', soft)).toContain('some 1,000 connections fit; arrivals');
  });

  it('of data that does not last, where each row is given once', () => {
    const spec = (order: string): string => `rate: 10/s, data: [{ name: users, file: users.csv, order: ${order} }]`;
    const warnedOf = (order: string, rows: number): string => {
      const experiment = experimentOf(manifest(spec(order)));
      const [load] = experiment.load;
      const [data] = load?.model === 'open' ? load.data : [];
      return planRun(experiment, { seed: 1, room: ROOMY, dataRows: new Map([[data?.file ?? '', rows]]) }).warnings.join('\n');
    };
    expect(warnedOf('unique', 30)).toMatch(
      /^load `shop` runs out of data: `users` gives each row once, and \S*users.csv has 30 for 600 arrivals or more; those without a row are dropped/u,
    );
    expect(warnedOf('unique', 600)).toBe('');
    expect(warnedOf('sequential', 30)).toBe('');
    expect(warned(spec('unique'))).toBe('');
  });

  it('of more connections to one address than there are local ports', () => {
    expect(warned('rate: 20000/s')).toContain('has 28,232 local ports for those to one address: they carry a stall of 1.411s');
    expect(warned('rate: 20000/s, socket: app.sock')).toBe('');
  });

  it('of a bound on connections that a stall goes beyond, and counts that bound alone', () => {
    const few = { ...ROOMY, descriptors: { soft: 512, hard: 512 } };
    expect(warned('rate: 500/s, maxConnections: 64', few)).toBe(
      'load `shop` lets arrivals wait when the system stalls for more than 128ms: `maxConnections: 64` is below rate × timeout, and a latency that fails by that wait decides nothing',
    );
    expect(warned('rate: 500/s, maxConnections: 2000')).toBe('');
  });

  it('that autocannon verifies no certificate, unless any will do', () => {
    const closed = 'model: closed, connections: 4';
    expect(warned(closed)).toContain('load `shop` takes any TLS certificate, as autocannon verifies none');
    expect(warned(`${closed}, engine: native`)).toBe('');
    expect(warned(`${closed}, tls: { insecure: true }`)).toBe('');
  });
});

describe('what Linux tells', () => {
  const limits = (soft: string, hard: string): string =>
    `Limit  Soft Limit  Hard Limit  Units\nMax open files            ${soft}     ${hard}     files\n`;

  it('is limits and ports, or nothing', () => {
    expect(parseRoom(limits('1024', '4096'), '32768\t60999\n')).toEqual({ descriptors: { soft: 1024, hard: 4096 }, localPorts: 28_232 });
    expect(parseRoom(limits('unlimited', 'unlimited'), '1 2')?.descriptors).toEqual({ soft: Infinity, hard: Infinity });
    expect(parseRoom('', '32768 60999')).toBeNull();
    expect(parseRoom(limits('1024', '4096'), '')).toBeNull();
  });
});
