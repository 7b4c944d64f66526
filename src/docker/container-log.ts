import type { DockerEngine } from './engine.ts';

const HEADER_BYTES = 8;

/** The last lines that a container printed. */
export async function containerLog(engine: DockerEngine, id: string, lines: number, signal: AbortSignal): Promise<readonly string[]> {
  const raw: unknown = await engine.call(
    `reading the log of ${id.slice(0, 12)}`,
    (docker) => docker.getContainer(id).logs({ stdout: true, stderr: true, tail: lines, follow: false }),
    { signal },
  );
  const text = Buffer.isBuffer(raw) ? withoutHeaders(raw) : String(raw);
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** Without a terminal the engine sends frames: a byte for the stream, three of zero, four of length. */
function withoutHeaders(raw: Buffer): string {
  const parts: Buffer[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= raw.length) {
    if ((raw[at] ?? 9) > 2 || raw[at + 1] !== 0) return raw.toString();
    const length = raw.readUInt32BE(at + 4);
    parts.push(raw.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length));
    at += HEADER_BYTES + length;
  }
  return Buffer.concat(parts).toString();
}
