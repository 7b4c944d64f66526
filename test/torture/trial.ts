import { createRandom } from '../../src/random/create-random.ts';
import { deriveSeed } from '../../src/random/derive-seed.ts';
import { KINDS } from './kinds.ts';
import type { TorturedKind } from './kinds.ts';

export type Strike =
  | { readonly kind: 'signal'; readonly signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT' | 'SIGHUP'; readonly to: 'cli' | 'group' }
  /** Stopped, and let go on after a while. */
  | { readonly kind: 'stop-cont'; readonly to: 'cli' | 'group'; readonly forMs: number }
  | { readonly kind: 'kill-proxy' }
  | { readonly kind: 'kill-watchdog' }
  /** `patient`: `recover` is not told by force that the run is dead, and waits until its locks have expired. */
  | { readonly kind: 'kill-both'; readonly patient: boolean }
  /** The connection to the engine, for so long. */
  | { readonly kind: 'cut-engine'; readonly forMs: number }
  | { readonly kind: 'disk-full'; readonly thenKill: boolean }
  /** Of the wall clock of all that the run started; killed, or stopped for a while, with it. */
  | { readonly kind: 'clock-jump'; readonly byMs: number; readonly next: 'nothing' | 'kill' | 'hang' };

/** One experiment, and what is done to it. Everything about it follows from its seed. */
export interface Trial {
  readonly number: number;
  readonly faults: readonly TorturedKind[];
  readonly stack: TorturedKind['stack'];
  /** On containers: a compose project that the run brings up, in place of one that stands already. */
  readonly ownStack: boolean;
  /** On processes: a Toxiproxy that stands already, in place of the embedded one. */
  readonly externalProxy: boolean;
  readonly strike: Strike;
  readonly moment: { readonly after: 'start' | 'fault-inject-called' | 'fault-proven'; readonly ms: number };
}

/** What this machine has. */
export interface Means {
  readonly engine: boolean;
  /** A file system of its own for the journal, to be filled. */
  readonly smallDisk: boolean;
  /** A library that lets processes have a clock of their own. */
  readonly fakeClock: boolean;
  /** Compose v2. */
  readonly compose: boolean;
}

/** The `number`-th trial of a seed, of what the means allow. */
export function drawTrial(seed: number, number: number, means: Means): Trial {
  const random = createRandom(deriveSeed(seed, `trial ${number}`));
  const of = <T>(list: readonly T[]): T => {
    const found = list[random.below(list.length)];
    if (found === undefined) throw new Error('nothing to draw from');
    return found;
  };
  const stack = means.engine && random.below(2) === 0 ? 'containers' : 'processes';
  const kinds = KINDS.filter((kind) => kind.stack === stack);
  // The first goes through all kinds in turn, so that no long session leaves one out.
  const first = kinds[(number + random.below(2)) % kinds.length] ?? of(kinds);
  const others = random.below(3) === 0 ? kinds.filter((kind) => !kind.on.some((target) => first.on.includes(target))) : [];
  const faults = others.length === 0 ? [first] : [first, of(others)];
  const externalProxy = stack === 'processes' && faults.every(({ toxiproxy }) => toxiproxy) && random.below(3) === 0;
  const hasProxy = stack === 'processes' ? !externalProxy : faults.some(({ isEdge }) => isEdge);
  const ownStack = means.compose && stack === 'containers' && random.below(4) === 0;
  const to = of(['cli', 'group'] as const);
  const strikes: readonly (Strike | null)[] = [
    ...(['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const).map(
      (signal) => ({ kind: 'signal', signal, to }) as const,
    ),
    { kind: 'stop-cont', to, forMs: of([500, 2_000, 11_000]) },
    hasProxy ? { kind: 'kill-proxy' } : null,
    { kind: 'kill-watchdog' },
    { kind: 'kill-both', patient: random.below(3) === 0 },
    stack === 'containers' ? { kind: 'cut-engine', forMs: of([300, 3_000, 15_000]) } : null,
    means.smallDisk ? { kind: 'disk-full', thenKill: random.below(2) === 0 } : null,
    means.fakeClock ? { kind: 'clock-jump', byMs: of([-3_600_000, 3_600_000]), next: of(['nothing', 'kill', 'hang'] as const) } : null,
  ];
  const strike = of(strikes.filter((one) => one !== null));
  const moment =
    random.below(3) === 0
      ? { after: 'start' as const, ms: 200 + random.below(8_000) }
      : { after: of(['fault-inject-called', 'fault-proven'] as const), ms: random.below(1_500) };
  return { number, faults, stack, ownStack, externalProxy, strike, moment };
}

/** Whether nobody of the run is left who could heal what this leaves, so that `recover` has to. */
export function leavesToRecover(strike: Strike, exitCode: number | null): boolean {
  // A run that was cut off from its engine for longer than it tries says so by 5.
  return strike.kind === 'kill-both' || (strike.kind === 'cut-engine' && exitCode === 5);
}

/** As a row of the table names it. */
export function strikeName(strike: Strike): string {
  switch (strike.kind) {
    case 'signal':
      return `${strike.signal.slice(3)} ${strike.to}`;
    case 'stop-cont':
      return `STOP+CONT ${strike.to}`;
    case 'kill-proxy':
      return 'KILL proxy';
    case 'kill-watchdog':
      return 'KILL watchdog';
    case 'kill-both':
      return `KILL cli+watchdog${strike.patient ? ', lock expired' : ''}`;
    case 'cut-engine':
      return 'engine cut off';
    case 'disk-full':
      return strike.thenKill ? 'disk full, KILL' : 'disk full';
    case 'clock-jump':
      return `clock ${strike.byMs < 0 ? 'back' : 'on'} 1 h${{ nothing: '', kill: ', KILL', hang: ', STOP+CONT' }[strike.next]}`;
    default:
      return strike satisfies never;
  }
}
