import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { WriteGate } from '../../../src/terminal/dashboard/write-gate.ts';

describe('the gate to a terminal that two threads write to', () => {
  it('lets writes pass until it is shut, also after one that threw', () => {
    const gate = new WriteGate();
    const there = new WriteGate(gate.buffer);
    const written: string[] = [];
    there.pass(() => written.push('first'));
    expect(() =>
      there.pass(() => {
        throw new Error('no');
      }),
    ).toThrow('no');
    there.pass(() => written.push('second'));
    expect(gate.shut(0)).toBe(true);
    expect(there.isShut).toBe(true);
    there.pass(() => written.push('late'));
    expect(written).toEqual(['first', 'second']);
    expect(gate.shut(0)).toBe(true);
  });

  it('says that a write still waits, and lets none pass when that is over', () => {
    const gate = new WriteGate();
    const there = new WriteGate(gate.buffer);
    const written: string[] = [];
    there.pass(() => {
      written.push('stuck');
      expect(gate.shut(1)).toBe(false);
    });
    there.pass(() => written.push('late'));
    expect(written).toEqual(['stuck']);
    expect(gate.isShut).toBe(true);
  });

  it('waits for a write of another thread to end', async () => {
    const gate = new WriteGate();
    const source = `
      const { workerData, parentPort } = require('node:worker_threads');
      const state = new Int32Array(workerData);
      Atomics.store(state, 0, 1);
      parentPort.postMessage('writing');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      Atomics.compareExchange(state, 0, 1, 0);
      Atomics.notify(state, 0);`;
    const thread = new Worker(source, { eval: true, workerData: gate.buffer });
    await new Promise((resolve) => thread.once('message', resolve));
    expect(gate.shut(10_000)).toBe(true);
    expect(gate.isShut).toBe(true);
    await thread.terminate();
  });
});
