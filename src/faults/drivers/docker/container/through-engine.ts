/** Its own stops send these too: its kill marks a container as stopped by hand, which is what is meant. */
export function throughEngine(signal: string): boolean {
  return signal === 'SIGKILL' || signal === 'SIGTERM';
}
