import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { parseHostPolicy, unusable } from '../manifest/policy/host-policy.ts';
import type { HostPolicy } from '../manifest/policy/host-policy.ts';

const OF_THE_MACHINE = '/etc/shakedown/policy.yaml';

/**
 * The policies that hold here: the machine's, the user's own, and one more that `SHAKEDOWN_POLICY` may name. All of them hold at once, so
 * that none can widen another. Throws a UserError (exit 2) for one that is there and cannot be used.
 */
export async function hostPolicies(env: NodeJS.ProcessEnv, ofTheMachine: string = OF_THE_MACHINE): Promise<readonly HostPolicy[]> {
  const config = env['XDG_CONFIG_HOME'];
  const own = join(config !== undefined && isAbsolute(config) ? config : join(homedir(), '.config'), 'shakedown', 'policy.yaml');
  const named = env['SHAKEDOWN_POLICY'] ?? '';
  const found = await Promise.all([ofTheMachine, own].map((file) => read(file, false)));
  const asked = named === '' ? null : await read(named, true);
  return [...found, asked].filter((policy) => policy !== null);
}

async function read(file: string, mustExist: boolean): Promise<HostPolicy | null> {
  try {
    return parseHostPolicy(await readFile(file, 'utf8'), file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (!mustExist && (code === 'ENOENT' || code === 'ENOTDIR')) return null;
    throw typeof code === 'string' ? unusable(file, code) : error;
  }
}
