import type { FaultSettings } from '../fault-settings.ts';
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

/** What the fault does, in words: `adds 200ms to each round trip, on the way back`. */
export function describeFault(settings: FaultSettings): string {
  switch (settings.type) {
    case 'latency':
      return latency.describe(settings);
    case 'timeout':
      return timeout.describe(settings);
    case 'reset_peer':
      return resetPeer.describe(settings);
    case 'down':
      return down.describe(settings);
    case 'bandwidth':
      return bandwidth.describe(settings);
    case 'slow_close':
      return slowClose.describe(settings);
    case 'slicer':
      return slicer.describe(settings);
    case 'limit_data':
      return limitData.describe(settings);
    case 'corrupt':
      return corrupt.describe(settings);
    case 'blackhole':
      return blackhole.describe(settings);
    case 'connect_delay':
      return connectDelay.describe(settings);
    case 'http':
      return http.describe(settings);
    case 'kill':
      return kill.describe(settings);
    case 'pause':
      return pause.describe(settings);
    case 'restart':
      return restart.describe(settings);
    case 'stop':
      return stop.describe(settings);
    case 'crash':
      return crash.describe(settings);
    case 'partition':
      return partition.describe(settings);
    case 'isolate':
      return isolate.describe(settings);
    case 'loss':
      return loss.describe(settings);
    case 'dns':
      return dns.describe(settings);
    case 'cpu_burn':
      return cpuBurn.describe(settings);
    case 'cpu_throttle':
      return cpuThrottle.describe(settings);
    case 'disk_fill':
      return diskFill.describe(settings);
    case 'fd_limit':
      return fdLimit.describe(settings);
    case 'memory_limit':
      return memoryLimit.describe(settings);
    case 'memory_pressure':
      return memoryPressure.describe(settings);
    case 'pids_limit':
      return pidsLimit.describe(settings);
    default:
      return settings satisfies never;
  }
}
