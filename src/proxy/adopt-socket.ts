import type { OnReadOpts } from 'node:net';
import { Socket } from 'node:net';

/**
 * The same connection as a socket that reads into buffers of ours. `net.connect` takes `onread`, `net.Server` does not (nodejs/node, as
 * of v24), so the accepted socket's handle is given to a new one, as Node itself does it. `null` where a Node has no such handle: the
 * accepted socket must do, at half the speed. `accepted` was accepted with `pauseOnConnect`.
 */
export function adoptSocket(accepted: Socket, onread: OnReadOpts): Socket | null {
  const handle: unknown = Reflect.get(accepted, '_handle');
  if (typeof handle !== 'object' || handle === null || !('readStart' in handle)) return null;
  Reflect.set(accepted, '_handle', null);
  // These two options are not documented for this use, but Node itself makes accepted sockets so, in every version since 0.10.
  const made: unknown = Reflect.construct(Socket, [{ handle, onread, allowHalfOpen: true, pauseOnCreate: true }]);
  return made instanceof Socket ? made : null;
}
