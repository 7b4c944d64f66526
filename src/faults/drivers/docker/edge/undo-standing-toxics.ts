import { openAgent } from '../../../../docker/agent/open-agent.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import { removeMarkers } from '../../../../docker/markers.ts';
import { inspectOrGone } from '../../../../docker/stack-container.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import type { SendCall } from '../../../../toxiproxy/limited-http-client.ts';
import { createToxiproxyServer } from '../../../../toxiproxy/toxiproxy-server.ts';
import { undoToxics } from '../../toxiproxy/undo-toxics.ts';
import { proxySender } from './proxy-sender.ts';
import { parseStandingUndo } from './standing-undo-data.ts';
import type { StandingUndoData } from './standing-undo-data.ts';

const AGENT_TTL_MS = 60_000;
const CLOSE_LIMIT_MS = 10_000;

/**
 * Takes a run's toxics off a Toxiproxy of the stack's own, and its markers away: by the way on which the run reached it, or from a
 * container beside it where the record names none. Idempotent. Throws where it could not.
 */
export async function undoStandingToxics(
  engine: Promise<DockerEngine>,
  record: UndoRecord,
  nowMs: number,
  signal: AbortSignal,
): Promise<void> {
  engine.catch(() => undefined);
  const data = parseStandingUndo(record);
  const standing = data.proxies.map(({ proxy }) => proxy);
  if (data.apiUrl !== '') await undoToxics(createToxiproxyServer({ apiUrl: data.apiUrl, run: record.run, standing }), data.proxies, signal);
  else await undoBeside(await engine, record, data, nowMs, signal);
  await removeMarkers(await engine, { run: record.run, fault: record.fault ?? '' }, signal);
}

async function undoBeside(
  engine: DockerEngine,
  record: UndoRecord,
  data: StandingUndoData,
  nowMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { container, startedAt, port, image, proxies } = data;
  const now = await inspectOrGone(engine, container, signal);
  // Toxics live in its memory: those of another run of it are gone.
  if (now?.State.Running !== true || now.State.StartedAt !== startedAt) return;
  const agent = await openAgent(
    engine,
    {
      role: 'probe',
      run: record.run,
      fault: `undo:${record.fault ?? ''}`,
      ttlMs: AGENT_TTL_MS,
      nowMs,
      image: { id: image, reference: image },
      network: { of: container },
      proxy: null,
      api: `http://127.0.0.1:${port}`,
    },
    signal,
  );
  const ask = proxySender(agent);
  // That the agent has ended says nothing of the Toxiproxy, which runs.
  const send: SendCall = (url, call, asking) =>
    ask(url, call, asking).catch((error: unknown) => {
      throw new Error(`it cannot be asked from a container beside it: ${error instanceof Error ? error.message : String(error)}`);
    });
  const apiUrl = `docker://${container.slice(0, 12)}`;
  try {
    await undoToxics(
      createToxiproxyServer({ apiUrl, run: record.run, standing: proxies.map(({ proxy }) => proxy), send }),
      proxies,
      signal,
    );
  } finally {
    await agent.close(AbortSignal.timeout(CLOSE_LIMIT_MS)).catch(() => undefined);
  }
}
