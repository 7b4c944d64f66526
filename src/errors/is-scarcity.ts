const SCARCE: ReadonlySet<unknown> = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM']);

/** The machine, or this process, has too little left of something for the moment: another time it may do. */
export function isScarcity(error: unknown): boolean {
  return error instanceof Error && 'code' in error && SCARCE.has(error.code);
}
