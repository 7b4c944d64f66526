import { parseRecordedEngine, recordedEngine } from '../../../../docker/recorded-engine.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import type { LeashClass } from '../../../../docker/leash/nft-leash.ts';
import { FAULT_LABEL, ROLE_LABEL, RUN_LABEL } from '../../../../docker/labels.ts';
import { EXIT, UserError } from '../../../../errors/user-error.ts';
import type { Json, UndoRecord } from '../../../../journal/undo-record.ts';

export const DOCKER_NETWORK = 'docker-network';
export const DOCKER_NETWORK_VERSION = 1;

export interface NetworkUndoData {
  readonly class: LeashClass;
  readonly table: string;
  /** Of the helper image. */
  readonly image: string;
  /** Full IDs of the containers that got rules. */
  readonly containers: readonly string[];
}

/** As it stands in a record's `data`. */
export function networkUndoJson(engine: DockerEngine, data: NetworkUndoData): Json {
  return { engine: { ...recordedEngine(engine) }, class: data.class, table: data.table, image: data.image, containers: data.containers };
}

/** Throws a UserError for a record that is not one of ours, or of a later version. */
export function parseNetworkUndo({ id, driverVersion, data }: UndoRecord): NetworkUndoData {
  const malformed = (why: string): UserError =>
    new UserError(`The undo record ${id} cannot be used: ${why}.`, { exitCode: EXIT.undoIncomplete });
  if (driverVersion > DOCKER_NETWORK_VERSION) throw malformed(`it is of version ${driverVersion}, which is newer than this shakedown`);
  if (parseRecordedEngine(data) === null || !isObject(data)) throw malformed('it names no engine');
  const { class: leashClass, table, image, containers } = data;
  if (leashClass !== 'kernel' && leashClass !== 'helper') throw malformed('it does not say how the rules are held');
  if (typeof table !== 'string' || typeof image !== 'string') throw malformed('it names no rules');
  const ids = Array.isArray(containers) ? containers.filter((one): one is string => typeof one === 'string') : [];
  return { class: leashClass, table, image, containers: ids };
}

/** Ends every helper that holds something of this fault. */
export function manualUndo(engine: DockerEngine, run: string, fault: string): string[] {
  const host = `docker -H ${engine.address.url}`;
  const filters = [`${RUN_LABEL}=${run}`, `${FAULT_LABEL}=${fault}`, `${ROLE_LABEL}=helper`].map((label) => `--filter label=${label}`);
  return [`${host} ps -aq ${filters.join(' ')} | xargs -r ${host} rm -f`];
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
