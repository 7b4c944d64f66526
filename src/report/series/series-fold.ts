import type { RunEvent } from '../../events/run-event.ts';
import { BinWidth } from '../../events/bin-width.ts';
import { GeneratorSeriesFold } from './generator-series-fold.ts';
import { LoadSeriesFold } from './load-series-fold.ts';
import type { RunSeries } from './run-series.ts';

/** The fold of a run's events to its time series. Memory grows with the run's length, not with its requests. */
export class SeriesFold {
  readonly #width = new BinWidth();
  readonly #loads = new Map<string, LoadSeriesFold>();
  readonly #generator = new GeneratorSeriesFold();
  #zeroMs = 0;

  add(event: RunEvent): void {
    this.#width.note(event);
    switch (event.type) {
      case 'run-started':
        for (const { name, model, timeoutMs } of event.loads) {
          this.#loads.set(name, new LoadSeriesFold({ name, model, timeoutMs }, this.#width));
        }
        return;
      case 'timeline-started':
        this.#zeroMs = event.zeroMs;
        return;
      case 'load-recorded':
        this.#loads.get(event.delta.load)?.addDelta(event.delta);
        return;
      case 'timings-recorded':
        this.#loads.get(event.timings.load)?.addTimings(event.timings);
        return;
      case 'load-observed': {
        const atS = (event.ms - this.#zeroMs) / 1000;
        for (const { load, inFlight } of event.live) this.#loads.get(load)?.seeInFlight(event.worker, inFlight, atS);
        return;
      }
      case 'generator-observed':
        this.#generator.add(event.health);
        return;
      default:
    }
  }

  finish(): RunSeries {
    return {
      loads: [...this.#loads.values()].map((load) => load.finish()),
      generator: this.#generator.finish(this.#width),
    };
  }
}
