import type { LoadListener } from '../load/load-driver.ts';
import type { EventBus } from '../runner/event-bus.ts';
import type { StopPort } from '../runner/stop-port.ts';

/** Turns what the workers report into events; a lost worker ends the run, since what it would have sent nobody knows. */
export function listenToLoad(bus: EventBus, stop: StopPort): LoadListener {
  return {
    onReport(report) {
      // First, so that whoever reads the state after a delta knows what is in flight beside it.
      bus.emit({ type: 'load-observed', worker: report.worker, live: report.live });
      for (const delta of report.deltas) bus.emit({ type: 'load-recorded', delta });
      for (const timings of report.timings) bus.emit({ type: 'timings-recorded', timings });
      for (const health of report.health) bus.emit({ type: 'generator-observed', health });
    },
    onWorkerLost(worker, reason) {
      bus.emit({ type: 'worker-lost', worker, reason });
      stop.stop({ kind: 'worker-lost', worker, reason });
    },
  };
}
