import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { reportInvariants } from '../../src/report/report-invariants.ts';
import { createSandbox, ROOT } from './cli.ts';
import type { Sandbox } from './cli.ts';

const FLOW = join(ROOT, 'experiments/checkout-flow/experiment.yaml');
/** What is looked at is what became of the steps; how fast they were is the machine's. */
const AT_LEISURE = ['--set', 'slos.1=p95(response_time) < 950ms'];

describe('flows from manifest to report', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await createSandbox();
  });
  afterEach(() => sandbox.dispose());

  it('shoppers log in, fill a cart and pay; each step has a row of its own', async () => {
    const { code, stdout, stderr } = await sandbox.run(['run', FLOW, '--json', ...AT_LEISURE]);
    expect(code, stdout + stderr).toBe(0);
    const report = await sandbox.report();
    expect(reportInvariants(report)).toEqual([]);
    const [shoppers, visitors] = report.load;
    expect(shoppers?.endpoints.map(({ endpoint }) => endpoint)).toEqual(['cart', 'login', 'pay']);
    expect(visitors?.endpoints.map(({ endpoint }) => endpoint)).toEqual(['home', 'search']);
    for (const row of [...(shoppers?.endpoints ?? []), ...(visitors?.endpoints ?? [])]) {
      expect(row.successRate).toBe(1);
      expect(row.serviceTimeMs.p50).toBeGreaterThan(0);
    }
    // 8 s at 20/s and up, and not one flow counted three times.
    expect(shoppers?.offered).toBeGreaterThan(130);
    expect(shoppers?.offered).toBeLessThan(320);
  });

  it('a step that fails shows where flows end, and what was not reached', async () => {
    const { code, stdout } = await sandbox.run([
      'run',
      FLOW,
      '--json',
      ...AT_LEISURE,
      '--set',
      'load.shoppers.steps.cart.expect.status=418',
    ]);
    expect(code, stdout).toBe(1);
    const [shoppers] = (await sandbox.report()).load;
    const of = (name: string) => shoppers?.endpoints.find(({ endpoint }) => endpoint === name);
    expect(of('login')?.successRate).toBe(1);
    expect(of('cart')).toMatchObject({ successRate: 0, errors: { status: of('cart')?.count } });
    expect(of('pay')).toMatchObject({ successRate: 0, errors: { notReached: of('pay')?.count } });
    expect(shoppers?.whole.errors).toEqual({ status: shoppers?.whole.count });
  });
});
