import type { DockerEngine } from '../../../../docker/engine.ts';
import { placeMarker } from '../../../../docker/markers.ts';
import { connectRecorded } from '../../../../docker/recorded-engine.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import type { FaultDriver } from '../../../fault-driver.ts';
import { restoresTable } from '../../../kinds/restores.ts';
import { supportsToxic, TOXIC_FAULTS } from '../../toxiproxy/toxiproxy-fault-driver.ts';
import { parseUndoData } from '../../toxiproxy/toxiproxy-undo-data.ts';
import { DOCKER_TOXIPROXY, DOCKER_TOXIPROXY_VERSION, manualOnEngine, standingUndoJson } from './standing-undo-data.ts';
import type { StandingToxiproxy } from './standing-undo-data.ts';
import { undoStandingToxics } from './undo-standing-toxics.ts';

export interface StandingFaultDriverOptions {
  /** `null` for whoever undoes after the run is over, and only calls `undo`. */
  readonly standing: {
    readonly engine: DockerEngine;
    readonly toxiproxy: StandingToxiproxy;
    /** Sets the toxics. */
    readonly toxics: FaultDriver;
  } | null;
  readonly wallClock: () => Date;
}

/**
 * Toxics of a Toxiproxy that is a container of the stack. It keeps them when whoever set them dies, so that a marker on the engine says
 * which they are before they are set: they can be taken off from there, without the run's machine.
 */
export function createStandingFaultDriver({ standing, wallClock }: StandingFaultDriverOptions): FaultDriver {
  return {
    id: DOCKER_TOXIPROXY,
    kinds: TOXIC_FAULTS,
    restores: restoresTable('edge', TOXIC_FAULTS),
    supports: supportsToxic,
    async prepare(fault, signal) {
      if (standing === null) throw new Error('without a running stack there is nothing to break');
      const { engine, toxiproxy, toxics } = standing;
      const prepared = await toxics.prepare(fault, signal);
      const { apiUrl, proxies } = parseUndoData(prepared.undo.data);
      const ours = { driver: DOCKER_TOXIPROXY, driverVersion: DOCKER_TOXIPROXY_VERSION };
      const dataFor = (way: string) => standingUndoJson(engine, { ...toxiproxy, apiUrl: way, proxies });
      const undo: UndoRecord = { ...prepared.undo, ...ours, data: dataFor(apiUrl) };
      const marker: UndoRecord = { ...undo, manual: manualOnEngine(engine, { ...toxiproxy, proxies }), data: dataFor('') };
      return {
        ...prepared,
        undo,
        async inject(injecting) {
          await placeMarker(engine, marker, injecting);
          await prepared.inject(injecting);
        },
      };
    },
    async undo(record, signal) {
      const engine = standing === null ? connectRecorded(record.data, signal) : Promise.resolve(standing.engine);
      await undoStandingToxics(engine, record, wallClock().getTime(), signal);
    },
  };
}
