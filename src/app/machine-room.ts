import { readFile } from 'node:fs/promises';
import type { MachineRoom } from '../plan/machine-room.ts';

/** What Linux lets this process have; `null` elsewhere, or where it does not tell. */
export async function machineRoom(): Promise<MachineRoom | null> {
  const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
  const [limits, ports] = await Promise.all([read('/proc/self/limits'), read('/proc/sys/net/ipv4/ip_local_port_range')]);
  return parseRoom(limits, ports);
}

/** @param limits as in /proc/self/limits @param ports as in ip_local_port_range: the first and the last */
export function parseRoom(limits: string, ports: string): MachineRoom | null {
  const [, soft, hard] = /^Max open files\s+(\d+|unlimited)\s+(\d+|unlimited)/mu.exec(limits) ?? [];
  const [, first, last] = /^(\d+)\s+(\d+)/u.exec(ports) ?? [];
  if (soft === undefined || hard === undefined || first === undefined || last === undefined) return null;
  const limit = (text: string): number => (text === 'unlimited' ? Infinity : Number(text));
  return { descriptors: { soft: limit(soft), hard: limit(hard) }, localPorts: Number(last) - Number(first) + 1 };
}
