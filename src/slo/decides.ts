import type { SloOptions } from './slo-options.ts';

/** `onBreach: warn` decides nothing: not the verdict, not whether anything is injected, and not what recovered means. */
export function decides({ onBreach }: Pick<SloOptions, 'onBreach'>): boolean {
  return onBreach !== 'warn';
}
