import { afterEach, beforeEach, expect } from 'vitest';
import { createSandbox } from './cli.ts';
import type { Sandbox } from './cli.ts';
import { processesLeft } from './processes-of.ts';

/** A sandbox of its own for each test of the suite that calls this; after each, no process of its runs may be left. */
export function useSandbox(take: (sandbox: Sandbox) => void): void {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await createSandbox();
    take(sandbox);
  });
  afterEach(async () => {
    expect(await processesLeft(sandbox.stateHome, 5_000)).toEqual([]);
    await sandbox.dispose();
  });
}
