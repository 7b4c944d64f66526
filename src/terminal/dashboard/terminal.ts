/** Streams of a terminal. */
export interface Terminal {
  readonly stdout: NodeJS.WriteStream & { readonly fd: number };
  readonly stdin: NodeJS.ReadStream;
}
