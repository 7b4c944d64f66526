import type { ProcessIdentity } from './process-identity.ts';
import { readProcessStat } from './process-stat.ts';

export type SignalResult =
  | 'sent'
  /** It is dead, or its number belongs to another process now: nothing was sent. */
  | 'gone';

/** Signals one process if it is still the one that was meant. */
export async function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): Promise<SignalResult> {
  const stat = await readProcessStat(identity.pid);
  return stat?.startTime === identity.startTime ? send(identity.pid, signal) : 'gone';
}

/**
 * Signals the process group that `leader` leads, at once and including members that were forked this instant. Nothing is sent where the
 * leader is gone, is another process, or leads no group: the number might mean somebody else's group.
 */
export async function signalGroup(leader: ProcessIdentity, signal: NodeJS.Signals): Promise<SignalResult> {
  const stat = await readProcessStat(leader.pid);
  if (stat === null || stat.startTime !== leader.startTime) return 'gone';
  return send(stat.group === stat.pid ? -stat.pid : stat.pid, signal);
}

function send(pid: number, signal: NodeJS.Signals): SignalResult {
  try {
    process.kill(pid, signal);
    return 'sent';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return 'gone';
    throw error;
  }
}
