import type { FaultKindName, FaultSettings } from '../fault-settings.ts';
import { bandwidth } from './bandwidth.ts';
import { slowClose } from './slow-close.ts';
import { slicer } from './slicer.ts';
import { limitData } from './limit-data.ts';
import { corrupt } from './corrupt.ts';
import { blackhole } from './blackhole.ts';
import { connectDelay } from './connect-delay.ts';
import { crash } from './crash.ts';
import { dns } from './dns.ts';
import { down } from './down.ts';
import type { FaultKind } from './fault-kind.ts';
import { isolate } from './isolate.ts';
import { http } from './http.ts';
import { kill } from './kill.ts';
import { latency } from './latency.ts';
import { loss } from './loss.ts';
import { partition } from './partition.ts';
import { pause } from './pause.ts';
import { resetPeer } from './reset-peer.ts';
import { restart } from './restart.ts';
import { stop } from './stop.ts';
import { timeout } from './timeout.ts';
import { cpuBurn } from './cpu-burn.ts';
import { cpuThrottle } from './cpu-throttle.ts';
import { diskFill } from './disk-fill.ts';
import { fdLimit } from './fd-limit.ts';
import { memoryLimit } from './memory-limit.ts';
import { memoryPressure } from './memory-pressure.ts';
import { pidsLimit } from './pids-limit.ts';

/** Every kind, by the name that manifests use; for networks these are Toxiproxy's words. */
export const FAULT_KINDS: { readonly [K in FaultKindName]: FaultKind<K> } = {
  latency,
  timeout,
  reset_peer: resetPeer,
  down,
  bandwidth,
  slow_close: slowClose,
  slicer,
  limit_data: limitData,
  corrupt,
  blackhole,
  connect_delay: connectDelay,
  http,
  kill,
  pause,
  stop,
  restart,
  crash,
  partition,
  isolate,
  loss,
  dns,
  cpu_burn: cpuBurn,
  cpu_throttle: cpuThrottle,
  disk_fill: diskFill,
  fd_limit: fdLimit,
  memory_limit: memoryLimit,
  memory_pressure: memoryPressure,
  pids_limit: pidsLimit,
};

/** Does it take Shakedown's own proxy? Toxiproxy knows neither these kinds nor a toxic's `clients`. */
export function needsEmbedded(settings: FaultSettings): boolean {
  return FAULT_KINDS[settings.type].embeddedOnly === true || ('clients' in settings && settings.clients !== undefined);
}

export function isFaultKindName(name: string): name is FaultKindName {
  return Object.hasOwn(FAULT_KINDS, name);
}
