import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox } from './cli.ts';
import type { Sandbox, StartedCli } from './cli.ts';

describe('shakedown proxy', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await createSandbox();
  });
  afterEach(() => sandbox.dispose());

  it.each(['SIGINT', 'SIGTERM'] as const)('serves Toxiproxy’s API with the proxies of its config, until %s', async (signal) => {
    const config = join(sandbox.folder, 'proxies.json');
    await writeFile(config, JSON.stringify([{ name: 'db', listen: '127.0.0.1:0', upstream: '127.0.0.1:9' }]));
    const started = sandbox.start(['proxy', '--port', '0', '--seed', '7', '--config', config]);
    const said = await saidBy(started, /listens on (http:\S+) \(seed 7\)/u);
    const proxies = await fetch(`${said[1]}/proxies`);
    expect(Object.keys(JSON.parse(await proxies.text()))).toEqual(['db']);
    started.child.kill(signal);
    const { code, stdout } = await started.done;
    expect(code).toBe(0);
    expect(stdout).toContain('toxics off');
  });

  it('says who holds its port: exit 6', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, stderr } = await sandbox.run(['proxy', '--port', String(port)]);
    holder.close();
    expect(code).toBe(6);
    expect(stderr).toContain(`port ${port} on 127.0.0.1 is taken`);
    expect(stderr).toContain('--port');
  });

  it.each([
    ['not JSON', '{', 'is not JSON'],
    ['no array', '{}', 'populate takes an array of proxies'],
  ])('refuses a config file that is %s: exit 2', async (_, text, message) => {
    const config = join(sandbox.folder, 'proxies.json');
    await writeFile(config, text);
    const { code, stderr } = await sandbox.run(['proxy', '--port', '0', '--config', config]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

function saidBy(started: StartedCli, words: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    started.child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = words.exec(text);
      if (found !== null) resolve(found);
    });
    void started.done.then(() => reject(new Error(`it ended without saying ${String(words)}: ${text}`)));
  });
}
