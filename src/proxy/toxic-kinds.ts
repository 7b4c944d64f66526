import type { ToxicKind } from './toxic.ts';
import { bandwidth } from './toxics/bandwidth.ts';
import { blackhole } from './toxics/blackhole.ts';
import { connectDelay } from './toxics/connect-delay.ts';
import { corrupt } from './toxics/corrupt.ts';
import { http } from './toxics/http.ts';
import { latency } from './toxics/latency.ts';
import { limitData } from './toxics/limit-data.ts';
import { resetPeer } from './toxics/reset-peer.ts';
import { slicer } from './toxics/slicer.ts';
import { slowClose } from './toxics/slow-close.ts';
import { timeout } from './toxics/timeout.ts';

/** Every toxic of the server, by `type`. */
export const TOXIC_KINDS: ReadonlyMap<string, ToxicKind> = new Map(
  [latency, bandwidth, slowClose, timeout, resetPeer, slicer, limitData, connectDelay, blackhole, corrupt, http].map((kind) => [
    kind.type,
    kind,
  ]),
);
