import type { RunEvent } from '../../events/run-event.ts';
import { containerLabel } from './container-label.ts';
import type { EventWords } from './event-words.ts';

/** What became of a container: expected ends are quiet, others are not. */
export function containerWords(event: Extract<RunEvent, { type: 'container-changed' }>): EventWords | null {
  const { change, exitCode, health, expected } = event;
  const container = containerLabel(event.container, event.service);
  switch (change) {
    case 'created':
    case 'restarted':
      return null;
    case 'died': {
      const how = exitCode === null ? '' : ` with code ${exitCode}`;
      return expected ? { text: `${container} ended${how}`, tone: 'dim' } : { text: `${container} died unexpectedly${how}`, tone: 'bad' };
    }
    case 'oom-killed':
      return { text: `${container} ran out of memory: the kernel killed in it`, tone: 'bad' };
    case 'health-changed':
      return { text: `${container} is ${health ?? 'of unknown health'}`, tone: health === 'unhealthy' ? 'warn' : 'plain' };
    case 'started':
    case 'paused':
    case 'unpaused':
    case 'removed':
      return { text: `${container} ${change}${expected ? '' : ', and not by this run'}`, tone: expected ? 'dim' : 'warn' };
    default:
      return change satisfies never;
  }
}
