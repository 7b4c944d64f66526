/** Ports by instance, then by port name; all on 127.0.0.1. */
export type PortMap = ReadonlyMap<string, Readonly<Record<string, number>>>;

export const STACK_HOST = '127.0.0.1';
