import type { LoadPlan } from '../load/load-driver.ts';
import type { RunSession } from './run-session.ts';

/** What the load driver gets: the plan's entries with their templates resolved against the stack that stands. */
export function loadPlanOf({ plan, run, toolVersion, limits }: RunSession, resolve: (text: string) => string): LoadPlan {
  const planned = new Map(plan.loads.map((load) => [load.name, load]));
  const entries = plan.experiment.load.map((spec) => {
    const load = planned.get(spec.name);
    if (load === undefined) throw new Error(`the plan has no load named ${spec.name}`);
    const { request } = spec;
    return {
      name: spec.name,
      arrivals: spec.arrivals,
      request: {
        method: request.method,
        url: resolve(request.url),
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, resolve(value)])),
        body: request.body === null ? null : resolve(request.body),
      },
      expect: spec.expect,
      maxInFlight: load.maxInFlight,
      seed: load.seed,
    };
  });
  return {
    run,
    userAgent: `shakedown/${toolVersion}`,
    entries,
    limits,
  };
}
