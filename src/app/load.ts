import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EXIT, UserError } from '../errors/user-error.ts';
import { experimentFromFlags } from '../manifest/flags/experiment-from-flags.ts';
import type { LoadFlags } from '../manifest/flags/load-flags.ts';
import { narrowSafety } from '../manifest/policy/narrow-safety.ts';
import type { Report } from '../report/report.ts';
import { announceSecrets } from './announce-secrets.ts';
import { conductRun } from './conduct-run.ts';
import { hostPolicies } from './host-policies.ts';
import type { SessionOptions } from './run-session.ts';

export interface LoadOptions extends LoadFlags, SessionOptions {}

/**
 * Load on one URL, without a manifest: the same run, folder and report as an experiment's. Rejects with a UserError (exit 2) that names
 * the flag. Without an SLO the run judges nothing, and a valid one ends with exit 0.
 */
export async function load(options: LoadOptions): Promise<Report> {
  const body = await bodyFile(options.body);
  const experiment = narrowSafety(experimentFromFlags({ ...options, body }), await hostPolicies(process.env));
  announceSecrets(experiment);
  const sha256 = createHash('sha256').update(JSON.stringify(experiment)).digest('hex');
  // Without the query, which may hold a secret.
  const [address = ''] = options.url.split(/[?#]/u);
  const loaded = {
    experiment,
    source: 'flags',
    path: `shakedown load ${address}`,
    folder: process.cwd(),
    sha256,
    text: null,
    overrides: [],
    warnings: [],
  } as const;
  // Its own `--engine` is what sends; there are no containers.
  return conductRun(loaded, { ...options, recover: false, engine: null });
}

/** `@file` with its path made absolute; any other text as it is. Throws a UserError for a file that cannot be read. */
async function bodyFile(body: string | null): Promise<string | null> {
  if (body === null || !body.startsWith('@')) return body;
  const path = resolve(body.slice(1));
  try {
    await access(path, constants.R_OK);
  } catch (cause) {
    throw new UserError(`the file ${body.slice(1)} cannot be read`, {
      exitCode: EXIT.usage,
      where: `--body ${body}`,
      try: 'check the path and its permissions',
      cause,
    });
  }
  if ((await stat(path)).isDirectory()) {
    throw new UserError(`${body.slice(1)} is a folder`, { exitCode: EXIT.usage, where: `--body ${body}`, try: 'name a file in it' });
  }
  return `@${path}`;
}
