import { describe, expect, it } from 'vitest';
import { createToxiproxyFaultDriver } from '../../../src/faults/drivers/toxiproxy/toxiproxy-fault-driver.ts';
import type { UndoRecord } from '../../../src/journal/undo-record.ts';
import { proxyName } from '../../../src/toxiproxy/proxy-name.ts';
import { startScriptedServer } from './scripted-server.ts';

const RUN = 'undo';
const [A, B] = [proxyName(RUN, 'e', 'a'), proxyName(RUN, 'e', 'b')];

const record = (apiUrl: string): UndoRecord => ({
  v: 1,
  id: 'fault:x',
  run: RUN,
  fault: 'x',
  driver: 'toxiproxy',
  driverVersion: 1,
  describe: 'x',
  manual: [],
  expiresAt: new Date(0).toISOString(),
  data: {
    apiUrl,
    proxies: [
      { proxy: A, toxics: ['t'], enable: false },
      { proxy: B, toxics: ['t'], enable: false },
    ],
  },
});

const driver = createToxiproxyFaultDriver({ run: RUN, routes: [] });
const toxic = { name: 't', type: 'latency', stream: 'downstream', toxicity: 1, attributes: {} };
const proxyJson = (name: string, enabled: boolean): string =>
  JSON.stringify({ name, listen: '127.0.0.1:1', upstream: '127.0.0.1:2', enabled, toxics: [] });

describe('undo against a server in trouble', () => {
  it('disables a proxy whose toxic cannot be removed, says so, and goes on with the others', async () => {
    let enabled = true;
    const server = await startScriptedServer((request, response) => {
      const name = request.url?.includes(A) === true ? A : B;
      // The deadlock of Toxiproxy's DELETE: no answer.
      if (request.method === 'DELETE' && name === A) return;
      if (request.method === 'DELETE') response.writeHead(204).end();
      else if (request.url?.endsWith('/toxics/t') === true) response.end(JSON.stringify(toxic));
      else if (request.method === 'POST') response.end(proxyJson(name, (enabled = false)));
      else response.end(proxyJson(name, enabled));
    });
    const undone = driver.undo(record(server.url), AbortSignal.timeout(20_000));
    await expect(undone).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(/does not answer: its toxics may still be on; the proxy was disabled instead/),
      try: expect.stringContaining('restart that Toxiproxy'),
    });
    expect(server.calls).toContain(`POST /proxies/${A}`);
    expect(server.calls).toContain(`DELETE /proxies/${B}/toxics/t`);
    expect(server.calls).not.toContain('POST /reset');
    await server.close();
  });

  it('tries once more when a connection breaks', async () => {
    let broken = false;
    const server = await startScriptedServer((request, response) => {
      if (!broken) {
        broken = true;
        request.socket.destroy();
        return;
      }
      response.writeHead(404).end('{"error":"proxy not found","status":404}');
    });
    await driver.undo(record(server.url), AbortSignal.timeout(20_000));
    expect(server.calls).toEqual([`GET /proxies/${A}`, `GET /proxies/${A}`, `GET /proxies/${B}`]);
    await server.close();
  });

  it('refuses a record of another shape', async () => {
    const wrong = { ...record('http://127.0.0.1:1'), data: { apiUrl: 5 } };
    await expect(async () => driver.undo(wrong, AbortSignal.timeout(20_000))).rejects.toThrow('record of another shape');
  });

  it('does not believe that a toxic is off which is still listed', async () => {
    const server = await startScriptedServer((request, response) => {
      if (request.method === 'DELETE') response.writeHead(204).end();
      else if (request.url?.endsWith('/toxics/t') === true) response.end(JSON.stringify(toxic));
      else response.end(proxyJson(request.url?.includes(A) === true ? A : B, true));
    });
    await expect(driver.undo(record(server.url), AbortSignal.timeout(20_000))).rejects.toThrow('it was taken off, and is still there');
    await server.close();
  });
});
