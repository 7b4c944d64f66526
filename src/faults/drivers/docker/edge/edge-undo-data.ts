import { FAULT_LABEL, RUN_LABEL } from '../../../../docker/labels.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import type { LeashClass } from '../../../../docker/leash/nft-leash.ts';
import { parseRecordedEngine, recordedEngine } from '../../../../docker/recorded-engine.ts';
import { EXIT, UserError } from '../../../../errors/user-error.ts';
import type { Json, UndoRecord } from '../../../../journal/undo-record.ts';

export const DOCKER_EDGE = 'docker-edge';
export const DOCKER_EDGE_VERSION = 1;

export interface EdgeUndoData {
  readonly class: LeashClass;
  readonly table: string;
  /** Label of helpers and proxy. */
  readonly label: string;
  /** Of the helper image. */
  readonly image: string;
  /** Full IDs of the clients' containers. */
  readonly containers: readonly string[];
}

/** As it stands in a record's `data`. */
export function edgeUndoJson(engine: DockerEngine, data: EdgeUndoData): Json {
  return { engine: { ...recordedEngine(engine) }, ...data };
}

/** Throws a UserError for a record that is not one of ours, or of a later version. */
export function parseEdgeUndo({ id, driverVersion, data }: UndoRecord): EdgeUndoData {
  const malformed = (why: string): UserError =>
    new UserError(`The undo record ${id} cannot be used: ${why}.`, { exitCode: EXIT.undoIncomplete });
  if (driverVersion > DOCKER_EDGE_VERSION) throw malformed(`it is of version ${driverVersion}, which is newer than this shakedown`);
  if (parseRecordedEngine(data) === null || !isObject(data)) throw malformed('it names no engine');
  const { class: leashClass, table, label, image, containers } = data;
  if (leashClass !== 'kernel' && leashClass !== 'helper') throw malformed('it does not say how the rules are held');
  if (typeof table !== 'string' || typeof image !== 'string' || typeof label !== 'string') throw malformed('it names no rules');
  const ids = Array.isArray(containers) ? containers.filter((one): one is string => typeof one === 'string') : [];
  return { class: leashClass, table, label, image, containers: ids };
}

/** Ends the helpers that lead the clients away, then the proxy. */
export function manualEdgeUndo(engine: DockerEngine, run: string, label: string): string[] {
  const host = `docker -H ${engine.address.url}`;
  const list = `${host} ps -aq --filter label=${RUN_LABEL}=${run} --filter label=${FAULT_LABEL}=${label}`;
  return [`${list} --filter label=dev.shakedown.role=helper | xargs -r ${host} rm -f`, `${list} | xargs -r ${host} rm -f`];
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
