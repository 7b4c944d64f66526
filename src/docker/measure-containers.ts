import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ContainerMeasurement } from '../events/container-state.ts';
import type { DockerEngine } from './engine.ts';
import { parseStats } from './parse-stats.ts';
import type { StackContainer } from './stack-container.ts';

/** A sample older than this says nothing of now: the container was stopped, or the engine hangs. */
const STALE_MS = 2_500;
const EACH_MS = 1_000;

export interface ContainerMeter {
  /** Measures these from now on, and no others. Streams of those that go on are kept. */
  watch(containers: readonly Pick<StackContainer, 'id' | 'name' | 'service'>[]): void;
  close(): void;
}

/** Once a second what each running container uses, from a stream of samples each, which costs the engine some 2 ms a sample. */
export function measureContainers(engine: DockerEngine, onMeasured: (measured: readonly ContainerMeasurement[]) => void): ContainerMeter {
  const streams = new Map<string, AbortController>();
  const latest = new Map<string, { readonly at: number; readonly measurement: ContainerMeasurement }>();
  const timer = setInterval(() => {
    const now = performance.now();
    const fresh = [...latest.values()].filter(({ at }) => now - at < STALE_MS).map(({ measurement }) => measurement);
    if (fresh.length > 0) onMeasured(fresh);
  }, EACH_MS);
  timer.unref();

  async function follow(id: string, of: { readonly container: string; readonly service: string }, over: AbortController): Promise<void> {
    const stream: NodeJS.ReadableStream = await engine.docker.getContainer(id).stats({ stream: true });
    const stop = (): void => void (stream instanceof Readable && stream.destroy());
    over.signal.addEventListener('abort', stop);
    if (over.signal.aborted) stop();
    stream.on('error', () => undefined);
    for await (const line of createInterface({ input: stream })) {
      const measurement = parseStats(line, of, engine.memoryBytes);
      if (measurement !== null && !over.signal.aborted) latest.set(id, { at: performance.now(), measurement });
    }
  }

  return {
    watch(containers) {
      const wanted = new Set(containers.map(({ id }) => id));
      for (const [id, over] of streams) {
        if (wanted.has(id)) continue;
        over.abort();
        streams.delete(id);
        latest.delete(id);
      }
      for (const { id, name, service } of containers) {
        if (streams.has(id)) continue;
        const over = new AbortController();
        streams.set(id, over);
        // Whatever ends a stream, the next start event brings it back.
        void follow(id, { container: name, service }, over)
          .catch(() => undefined)
          .finally(() => {
            if (streams.get(id) === over) streams.delete(id);
          });
      }
    },
    close() {
      clearInterval(timer);
      for (const over of streams.values()) over.abort();
      streams.clear();
    },
  };
}
