import { execFile } from 'node:child_process';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CACHE, exists } from '../toxiproxy-binary.ts';

const run = promisify(execFile);
const HERE = fileURLToPath(new URL('.', import.meta.url));
const SET_UP_MS = 300_000;
const TOUR_MS = 60_000;

/** A client of Toxiproxy's API in another language, which takes the tour: API host, API port, port of an echo server. */
export interface ForeignClient {
  /** What it prints. Rejects where it fails, with what it says. */
  tour(host: string, apiPort: string, echoPort: string): Promise<string>;
}

/** What a client needs is set up once, in the cache; only where that is allowed. `null`: it is not here. */
type Tool = () => Promise<ForeignClient | null>;

const ALLOWED = process.env['CI'] === 'true' || process.env['SHAKEDOWN_TEST_INSTALL'] === '1';

const python: Tool = async () => {
  const folder = join(CACHE, 'toxiproxy-python-0.1.1');
  const program = join(folder, 'bin', 'python');
  if (!(await exists(program))) {
    if (!ALLOWED) return null;
    await run('python3', ['-m', 'venv', folder], { timeout: SET_UP_MS });
    await run(program, ['-m', 'pip', 'install', '--quiet', 'toxiproxy-python==0.1.1'], { timeout: SET_UP_MS }).catch(
      async (error: unknown) => {
        await rm(folder, { recursive: true, force: true });
        throw error;
      },
    );
  }
  return client(program, [join(HERE, 'client.py')]);
};

/** `SHAKEDOWN_TOXIPROXY_RUBY_LIB` names the `lib` folder of a toxiproxy-ruby that is here already. */
const ruby: Tool = async () => {
  const named = process.env['SHAKEDOWN_TOXIPROXY_RUBY_LIB'] ?? '';
  if (named !== '') return client('ruby', ['-I', named, join(HERE, 'client.rb')]);
  const gems = join(CACHE, 'toxiproxy-ruby-2.0.2');
  if (!(await exists(join(gems, 'gems')))) {
    if (!ALLOWED) return null;
    await run('gem', ['install', 'toxiproxy', '-v', '2.0.2', '--install-dir', gems, '--no-document'], { timeout: SET_UP_MS });
  }
  return client('ruby', [join(HERE, 'client.rb')], { GEM_HOME: gems, GEM_PATH: gems });
};

const go: Tool = async () => {
  const program = join(CACHE, 'toxiproxy-go-client-v2.12.0');
  if (!(await exists(program))) {
    if (!ALLOWED) return null;
    const folder = join(CACHE, `go-client-${process.pid}`);
    await mkdir(folder, { recursive: true });
    // Go writes its sums beside the sources.
    for (const file of ['go.mod', 'main.go']) await copyFile(join(HERE, 'go', file), join(folder, file));
    await run('go', ['build', '-mod=mod', '-o', 'client', '.'], { cwd: folder, timeout: SET_UP_MS });
    await rename(join(folder, 'client'), program);
    await rm(folder, { recursive: true });
  }
  return client(program, []);
};

/** By name; `null` for those that are not here. Why they could not be set up is said on standard error. */
export async function foreignClients(): Promise<{ readonly python: Found; readonly ruby: Found; readonly go: Found }> {
  return { python: await orNull('python', python), ruby: await orNull('ruby', ruby), go: await orNull('go', go) };
}

type Found = ForeignClient | null;

async function orNull(name: string, tool: Tool): Promise<Found> {
  try {
    return await tool();
  } catch (error) {
    process.stderr.write(
      `\n*** The ${name} client of Toxiproxy could not be set up: ${error instanceof Error ? error.message.trim() : String(error)}\n`,
    );
    return null;
  }
}

function client(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): ForeignClient {
  return {
    tour: async (...addresses) => {
      const { stdout } = await run(program, [...args, ...addresses], { env: { ...process.env, ...env }, timeout: TOUR_MS });
      return stdout;
    },
  };
}
