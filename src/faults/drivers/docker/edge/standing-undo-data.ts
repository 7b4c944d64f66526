import { parseRecordedEngine, recordedEngine } from '../../../../docker/recorded-engine.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import { EXIT, UserError } from '../../../../errors/user-error.ts';
import type { Json, UndoRecord } from '../../../../journal/undo-record.ts';
import { parseUndoData, undoDataJson } from '../../toxiproxy/toxiproxy-undo-data.ts';
import type { ProxyUndo } from '../../toxiproxy/toxiproxy-undo-data.ts';

export const DOCKER_TOXIPROXY = 'docker-toxiproxy';
export const DOCKER_TOXIPROXY_VERSION = 1;

/** A Toxiproxy that is a container of the stack. */
export interface StandingToxiproxy {
  /** Full ID. */
  readonly container: string;
  /** Of that run of it: the next one knows nothing of its toxics. */
  readonly startedAt: string;
  /** Of its API, in the container. */
  readonly port: number;
  /** Of ours, already on the engine: from it, its API can be called there. */
  readonly image: string;
}

export interface StandingUndoData extends StandingToxiproxy {
  /** How the run reaches the API; `''` where nobody may count on that: on a marker, which is read from anywhere. */
  readonly apiUrl: string;
  readonly proxies: readonly ProxyUndo[];
}

/** As it stands in a record's `data`. */
export function standingUndoJson(engine: DockerEngine, { apiUrl, proxies, container, startedAt, port, image }: StandingUndoData): Json {
  return { engine: { ...recordedEngine(engine) }, container, startedAt, port, image, ...undoDataJson({ apiUrl, proxies }) };
}

/** Throws a UserError for a record that is not one of ours, or of a later version. */
export function parseStandingUndo({ id, driverVersion, data }: UndoRecord): StandingUndoData {
  const malformed = (why: string): UserError =>
    new UserError(`The undo record ${id} cannot be used: ${why}.`, { exitCode: EXIT.undoIncomplete });
  if (driverVersion > DOCKER_TOXIPROXY_VERSION) throw malformed(`it is of version ${driverVersion}, which is newer than this shakedown`);
  if (parseRecordedEngine(data) === null || !isObject(data)) throw malformed('it names no engine');
  const { container, startedAt, port, image } = data;
  if (typeof container !== 'string' || typeof startedAt !== 'string') throw malformed('it names no container');
  if (typeof port !== 'number' || typeof image !== 'string') throw malformed('it does not say how its API is reached');
  return { container, startedAt, port, image, ...parseUndoData(data) };
}

/** Commands that undo it on the engine, from wherever that is reached. */
export function manualOnEngine(
  engine: DockerEngine,
  { container, port, image, proxies }: StandingToxiproxy & Pick<StandingUndoData, 'proxies'>,
): string[] {
  const run = `docker -H ${engine.address.url} run --rm --network container:${container.slice(0, 12)} ${image} node -e`;
  const call = (path: string, options: string): string => `${run} "await fetch('http://127.0.0.1:${port}/proxies/${path}', ${options})"`;
  return proxies.flatMap(({ proxy, toxics, enable }) => [
    ...toxics.map((toxic) => call(`${proxy}/toxics/${toxic}`, "{method: 'DELETE'}")),
    ...(enable ? [call(proxy, "{method: 'POST', body: JSON.stringify({enabled: true})}")] : []),
  ]);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
