import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** A way to the engine that can be cut. */
export interface EngineGate {
  readonly url: string;
  /** Ends every connection, and takes no new one for so long. */
  cut(forMs: number): Promise<void>;
  close(): Promise<void>;
}

export async function openEngineGate(path: string, engineSocket: string): Promise<EngineGate> {
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect({ path: engineSocket, allowHalfOpen: true });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        if (one.destroyed && !one.readableEnded) other.destroy();
      });
      one.pipe(other);
    }
  });
  await rm(path, { force: true });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    url: `unix://${path}`,
    async cut(forMs) {
      isCut = true;
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, forMs));
      isCut = false;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
