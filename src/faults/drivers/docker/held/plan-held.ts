import type { StackContainer } from '../../../../docker/stack-container.ts';
import type { FaultSettings } from '../../../fault-settings.ts';
import { planCpuBurn } from './cpu-burn.ts';
import { planDiskFill } from './disk-fill.ts';
import type { HeldParts, HeldWork } from './held-work.ts';
import { planMemoryPressure } from './memory-pressure.ts';

/** What a helper holds of a container. Throws a UserError (exit 6) where that cannot be done to it. */
export function planHeld(settings: FaultSettings, parts: HeldParts, container: StackContainer, signal: AbortSignal): Promise<HeldWork> {
  switch (settings.type) {
    case 'disk_fill':
      return planDiskFill(settings, parts, container, signal);
    case 'cpu_burn':
      return planCpuBurn(settings, parts, container, signal);
    case 'memory_pressure':
      return planMemoryPressure(settings, parts, container, signal);
    default:
      throw new Error(`${settings.type} is not held by a helper`);
  }
}
