import { parse } from 'yaml';
import { z } from 'zod';
import { EXIT, UserError } from '../../errors/user-error.ts';
import { duration } from '../../units/quantity-schema.ts';

/** What the owner of a machine allows experiments that are started on it, whatever their manifests say. */
export interface HostPolicy {
  /** Where it stands. */
  readonly file: string;
  readonly maxTargets: number;
  readonly maxDurationMs: number;
  /** URLs or contexts; `null`: any. */
  readonly engines: readonly string[] | null;
  readonly protect: readonly string[];
  readonly allowPublicTargets: boolean;
  readonly allowCommands: boolean;
  readonly allowHostDisk: boolean;
  /** `safety.watchdog: off` is refused. */
  readonly requireWatchdog: boolean;
}

const schema = z.strictObject({
  maxTargets: z.int().min(1).default(Infinity),
  maxDuration: duration('', { positive: true }).optional(),
  engines: z.array(z.string().min(1)).optional(),
  protect: z.array(z.string().min(1)).default([]),
  allowPublicTargets: z.boolean().default(true),
  allowCommands: z.boolean().default(true),
  allowHostDisk: z.boolean().default(true),
  requireWatchdog: z.boolean().default(false),
});

/** Throws a UserError (exit 2) for anything that it does not understand: a rule that cannot be read is no permission. */
export function parseHostPolicy(text: string, file: string): HostPolicy {
  const parsed = schema.safeParse(yamlOf(text, file) ?? {});
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => (path.length === 0 ? message : `\`${path.join('.')}\`: ${message}`));
    throw unusable(file, problems.join('; '));
  }
  const { maxDuration, engines, ...rest } = parsed.data;
  return { file, ...rest, maxDurationMs: maxDuration ?? Infinity, engines: engines ?? null };
}

function yamlOf(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw unusable(file, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
}

/** Also for a file that is there and cannot be read. */
export function unusable(file: string, why: string): UserError {
  return new UserError(`the policy of this machine cannot be used: ${why}`, {
    exitCode: EXIT.usage,
    where: file,
    try: `ask whoever wrote it; it may hold ${Object.keys(schema.shape).join(', ')}`,
  });
}
