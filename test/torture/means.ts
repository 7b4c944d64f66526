import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathWithComposeV2 } from '../setup/docker/compose-v2.ts';
import { whyNoEngine } from '../setup/docker/find-engine.ts';
import { hasProgram } from '../setup/system-packages.ts';
import { fakeClockLibrary } from './fake-clock.ts';

/** What a machine has of what trials need. */
export interface Found {
  readonly engine: boolean;
  /** A file system of its own for the journal, to be filled. */
  readonly smallDisk: boolean;
  /** Where libfaketime lies; `null`: not here. */
  readonly clockLibrary: string | null;
  /** A PATH with Compose v2 on it; `null`: not here. */
  readonly composePath: string | null;
}

export const PARTS = ['engine', 'disk', 'clock', 'compose'] as const;
export type Part = (typeof PARTS)[number];

/** Looks at the machine; `lacking` says which trials cannot be had on it, and what they would need. Without what is `left out`. */
export async function findMeans(leftOut: ReadonlySet<Part>): Promise<{ readonly means: Found; readonly lacking: readonly string[] }> {
  const lacking: string[] = [];
  const unless = (part: Part, why: string | null): boolean => {
    if (leftOut.has(part)) return false;
    if (why !== null) lacking.push(`${part}: ${why}`);
    return why === null;
  };
  const engine = unless('engine', whyNoEngine() ?? whyNoRules());
  const smallDisk = unless('disk', hasSmallDisk() ? null : 'a file system is mounted to be filled, which takes root on Linux');
  const library = fakeClockLibrary();
  const clock = unless('clock', library === null ? 'clocks are set by libfaketime (Debian: faketime)' : null);
  const path = engine ? await pathWithComposeV2() : null;
  const needsCompose = 'stacks of a run’s own need Compose v2 (CI=true builds it)';
  const compose = engine && unless('compose', path === null ? needsCompose : null);
  return { means: { engine, smallDisk, clockLibrary: clock ? library : null, composePath: compose ? path : null }, lacking };
}

/** Rules are looked at in the containers’ own networks, by other means than ours. */
function whyNoRules(): string | null {
  const missing = ['nsenter', 'nft'].filter((program) => !hasProgram(program));
  return missing.length === 0 ? null : `rules are looked at with ${missing.join(' and ')} (Debian: nftables, util-linux)`;
}

/** Whether a file system of our own can be mounted here. */
function hasSmallDisk(): boolean {
  if (process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'shakedown-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' }).status === 0;
  if (mounted) spawnSync('umount', [folder], { stdio: 'ignore' });
  rmdirSync(folder);
  return mounted;
}
