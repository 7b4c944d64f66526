import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentProgram } from '../../../src/app/agent-program.ts';
import { engineWatchdogProgram } from '../../../src/app/engine-watchdog-program.ts';
import { readAgentProgram } from '../../../src/docker/agent/agent-image.ts';
import { parseAnswer, parseQuestion } from '../../../src/docker/agent/agent-messages.ts';

describe('the program of the proxy image', () => {
  let folder: string;
  const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
  const entry = (): URL => pathToFileURL(join(folder, 'main.js'));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agent-'));
    await write(
      'main.js',
      "import { one } from './one.js';\nimport type { Two } from './two.js';\nimport 'node:fs';\nexport const it = 'x from y';\n",
    );
    await write('one.js', "export {\n  three,\n} from './three.js';\nexport const one = 1;\n");
    await write('three.js', 'export const three = 3;\n');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is its entry and whatever that imports when it runs', async () => {
    const { files } = await readAgentProgram([entry()]);
    const names = files.map(({ path }) => path.split('/').at(-1));
    expect(names).toEqual(['agent.js', 'package.json', 'main.js', 'one.js', 'three.js']);
  });

  it('has a name that changes with any of its files, and with nothing else', async () => {
    const before = await readAgentProgram([entry()]);
    expect((await readAgentProgram([entry()])).reference).toBe(before.reference);
    await write('three.js', 'export const three = 4;\n');
    expect((await readAgentProgram([entry()])).reference).not.toBe(before.reference);
  });

  it('cannot have a package among its imports', async () => {
    await write('three.js', "import { z } from 'zod';\nexport const three = z;\n");
    await expect(readAgentProgram([entry()])).rejects.toThrow(/imports the package zod/u);
  });

  it('of ours imports none', async () => {
    const { files } = await agentProgram();
    const paths = files.map(({ path }) => path);
    expect(paths.some((path) => path.includes('/proxy/wake-thread.main.'))).toBe(true);
    expect(paths.some((path) => path.includes('/proxy/deaf-listener.main.'))).toBe(true);
  });
});

describe('the program of the watchdog on an engine', () => {
  it('has with it every package that it imports, and the engine’s client, which it loads when it needs it', async () => {
    const { reference, files } = await engineWatchdogProgram();
    const paths = files.map(({ path }) => path);
    expect(reference).toMatch(/^shakedown-watchdog:[\da-f]{12}$/u);
    for (const name of ['dockerode', 'docker-modem', 'zod']) expect(paths).toContain(`/opt/shakedown/node_modules/${name}/package.json`);
    expect(paths.some((path) => path.includes('/app/engine-watchdog.main.'))).toBe(true);
  });
});

describe('what is said between us and an agent', () => {
  it('is taken apart, or refused', () => {
    expect(parseAnswer('{"id":1,"ok":{"a":2}}')).toEqual({ id: 1, ok: { a: 2 } });
    expect(parseAnswer('{"id":1,"error":"no"}')).toEqual({ id: 1, error: 'no' });
    expect(() => parseAnswer('{"ok":1}')).toThrow(/no answer/u);
    expect(parseQuestion('{"id":3,"ask":"api","method":"GET","path":"/version"}')).toEqual({
      id: 3,
      ask: 'api',
      method: 'GET',
      path: '/version',
      body: null,
    });
    expect(() => parseQuestion('{"id":3,"ask":"dance"}')).toThrow(/no question/u);
  });
});
